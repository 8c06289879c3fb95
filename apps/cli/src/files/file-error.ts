/** A file that cannot be written. */
export class FileError extends Error {
  override readonly name = 'FileError'
  readonly code = 'CLI-FILE-001'
}

/** The reason of a failed system call, without its stack. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
