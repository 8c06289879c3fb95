import type { FilePort } from './file-port.ts'

/** Makes the content of a file durable. */
export async function flushFile(files: FilePort, path: string): Promise<void> {
  const descriptor = files.open(path)
  try {
    await files.flush(descriptor)
  } finally {
    files.close(descriptor)
  }
}
