import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FileError, reasonOf } from './file-error.ts'

/**
 * Writes a file whole or not at all: readers see the old text or the new, also after a crash.
 * A link is followed; the mode of a replaced file is kept.
 *
 * @throws {@link FileError} when it cannot be written; what was there stays.
 */
export async function writeText(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const mode = await stat(target).then(
    (found) => found.mode,
    () => undefined,
  )
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
  try {
    await writeDurably(temporary, text, mode)
    await rename(temporary, target)
    await flushFolder(dirname(target))
  } catch (error) {
    await rm(temporary, { force: true })
    throw new FileError(`Cannot write ${path}: ${reasonOf(error)}.`, { cause: error })
  }
}

/**
 * Replaces a file and keeps its old bytes beside it, as `<name>.bak`, `<name>.1.bak`, ….
 *
 * @returns the path of the backup.
 * @throws {@link FileError} when the backup or the file cannot be written; the file stays as it was.
 */
export async function replaceText(path: string, text: string): Promise<string> {
  const backup = await copyAside(path)
  try {
    await writeText(path, text)
  } catch (error) {
    await rm(backup, { force: true })
    throw error
  }
  return backup
}

async function copyAside(path: string): Promise<string> {
  for (let count = 0; ; count += 1) {
    const backup = count === 0 ? `${path}.bak` : `${path}.${count}.bak`
    try {
      await copyFile(path, backup, constants.COPYFILE_EXCL)
      await flush(backup, process.platform === 'win32' ? 'r+' : 'r')
      return backup
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue
      throw new FileError(`Cannot keep a backup of ${path}: ${reasonOf(error)}. The file was not changed.`, {
        cause: error,
      })
    }
  }
}

async function writeDurably(path: string, text: string, mode: number | undefined): Promise<void> {
  const file = await open(path, 'wx', mode ?? 0o666)
  try {
    await file.writeFile(text, 'utf8')
    if (mode !== undefined) await file.chmod(mode & 0o7777)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Windows cannot flush a folder; there a rename is as durable as it gets. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform !== 'win32') await flush(path, 'r')
}

async function flush(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
