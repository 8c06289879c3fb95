import type { FilePort } from './file-port.ts'

/** Writes all of the bytes: the operating system may take fewer at a time. */
export function writeAll(files: FilePort, descriptor: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length;) offset += files.write(descriptor, bytes, offset)
}
