import type { FilePort } from './file-port.ts'

/** Tells whether two names are names of one file. */
export function isSameFile(files: FilePort, left: string, right: string): boolean {
  const ino = files.stat(left)?.ino
  return ino !== undefined && files.stat(right)?.ino === ino
}
