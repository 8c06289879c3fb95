import { readFile } from 'node:fs/promises'
import { UsageError } from '../exit-code.ts'
import { reasonOf } from './file-error.ts'

/**
 * Reads a UTF-8 file without losing anything: a byte order mark stays in the text.
 *
 * @throws {@link UsageError} when there is no such file, or it is not UTF-8.
 */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new UsageError(`Cannot read ${path}: ${reasonOf(error)}. Check the path.`, { cause: error })
  })
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new UsageError(`${path} is not UTF-8 text. Save it as UTF-8 and try again.`, { cause: error })
  }
}
