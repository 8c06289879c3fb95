import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { flushFolder } from './flush-folder.ts'

/** Writes a file so that it is there as a whole or as it was before, whatever happens meanwhile. */
export async function replaceFile(path: string, content: string | AsyncIterable<string>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await using file = await open(temporary, 'wx')
    await file.writeFile(content)
    await file.sync()
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await rename(temporary, path)
  await flushFolder(dirname(path))
}
