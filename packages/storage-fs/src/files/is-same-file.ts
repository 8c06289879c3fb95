import type { FilePort } from './file-port.ts'
import { statFile } from './stat-file.ts'

/** Tells whether two names are names of one file. */
export function isSameFile(files: FilePort, left: string, right: string): boolean {
  const ino = statFile(files, left)?.ino
  return ino !== undefined && statFile(files, right)?.ino === ino
}
