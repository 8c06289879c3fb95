import { randomUUID } from 'node:crypto'
import { open, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FileError, reasonOf } from './file-error.ts'

/**
 * Writes a file as its bytes come, whole or not at all: readers see the old bytes or the new.
 *
 * @returns how many bytes it is.
 * @throws {@link FileError} when it cannot be written; what was there stays. Whatever the source throws.
 */
export async function writeStream(path: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  const target = await realpath(path).catch(() => path)
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
  const failed = (error: unknown): never => {
    throw new FileError(`Cannot write ${path}: ${reasonOf(error)}.`, { cause: error })
  }
  try {
    const file = await open(temporary, 'wx').catch(failed)
    let bytes = 0
    try {
      for await (const chunk of source) {
        await file.writeFile(chunk).catch(failed)
        bytes += chunk.byteLength
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target).catch(failed)
    return bytes
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
