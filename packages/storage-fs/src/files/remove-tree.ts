import { join } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import type { FilePort } from './file-port.ts'
import { isErrno } from './is-errno.ts'

/** How many names are removed before others get their turn. */
const maxStep = 64

/**
 * Removes a file, or a directory with everything in it; what symbolic links point at stays. Nothing is flushed.
 * @returns the bytes of the contents that had no other name.
 */
export async function removeTree(files: FilePort, path: string): Promise<number> {
  const stat = files.stat(path)
  if (stat === undefined) return 0
  if (!stat.isDirectory()) {
    unlessGone(() => files.unlink(path))
    return stat.nlink === 1 ? stat.size : 0
  }
  let bytes = 0
  for (const [index, name] of files.list(path).entries()) {
    if (index % maxStep === maxStep - 1) await untilNextTurn()
    bytes += await removeTree(files, join(path, name))
  }
  unlessGone(() => files.removeDirectory(path))
  return bytes
}

function unlessGone(run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
  }
}
