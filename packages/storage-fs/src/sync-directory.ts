import { open } from 'node:fs/promises'
import { isErrno } from './is-errno.ts'

/**
 * Makes durable which names a directory holds. Windows cannot do that to a directory and needs it less; a file system
 * that says it has no such operation is left alone.
 * @returns whether the directory exists.
 */
export async function syncDirectory(path: string): Promise<boolean> {
  if (process.platform === 'win32') return true
  try {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
    return true
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false
    if (isErrno(error, 'EINVAL', 'ENOTSUP')) return true
    throw error
  }
}
