import { mkdir } from 'node:fs/promises'
import { FileError, reasonOf } from './file-error.ts'

/**
 * Makes a folder and those above it; one that is there is fine.
 *
 * @throws {@link FileError} when it cannot be made.
 */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw new FileError(`Cannot make the folder ${path}: ${reasonOf(error)}.`, { cause: error })
  })
}
