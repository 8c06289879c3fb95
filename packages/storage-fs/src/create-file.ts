/**
 * Creates a file whole or not at all, durably, and exactly once among any number of processes, without a lock.
 *
 * Invariant: the final name comes into being by `link`, which fails if it exists, and only after the content is on disk.
 *
 * 1. Write a temporary file under a name of its own, outside the prompt's directory, and sync it.
 * 2. `link` it to its final name. EEXIST: somebody else was first.
 * 3. Sync the directory, and the one above it, which may not know the directory yet.
 * 4. Unlink the temporary name.
 *
 * A process that dies between the steps leaves a temporary file, which nobody reads, and perhaps the whole final file.
 */
import { randomUUID } from 'node:crypto'
import { link, lstat, open, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { attempt } from './attempt.ts'
import { AtomicCreateError, SaveFailedError } from './errors.ts'
import { isErrno } from './is-errno.ts'
import { makeDirectory } from './make-directory.ts'
import { syncDirectory } from './sync-directory.ts'

/** How often a directory may be cleared away under a save before the save gives up. */
const maxAttempts = 10

/**
 * Creates a file in a directory of the store, with that directory where it is missing. The storage directory must exist.
 * @returns false, and changes nothing, when a file of that name exists.
 */
export async function createFile(path: string, content: string): Promise<boolean> {
  const storageDir = dirname(dirname(path))
  const temporary = await writeTemporary(join(storageDir, '.tmp'), content)
  try {
    if (!(await linkOnce(temporary, path))) return false
    await attempt(
      { what: 'A version was created whole but not durably', path, failure: AtomicCreateError },
      async () => {
        // Without a directory the version was cleared away again, and there is nothing to make durable.
        if (await syncDirectory(dirname(path))) await syncDirectory(storageDir)
      },
    )
    return true
  } finally {
    await discard(temporary)
  }
}

async function writeTemporary(directory: string, content: string): Promise<string> {
  await makeDirectory(directory)
  const path = join(directory, `${process.pid}-${randomUUID()}.json`)
  await attempt({ what: 'Cannot write a version', path, failure: SaveFailedError }, async () => {
    const handle = await open(path, 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } catch (error) {
      await discard(path)
      throw error
    } finally {
      await handle.close()
    }
  })
  return path
}

/** @returns whether the final name is ours. */
async function linkOnce(temporary: string, path: string): Promise<boolean> {
  return attempt({ ...creating(path), failure: AtomicCreateError }, async () => {
    for (let attempts = 1; ; attempts += 1) {
      await makeDirectory(dirname(path))
      try {
        await link(temporary, path)
        return true
      } catch (error) {
        // A network file system may have carried out a call and lost the answer: the count of names tells.
        if ((await lstat(temporary)).nlink > 1) return true
        if (isErrno(error, 'EEXIST')) return false
        if (!isErrno(error, 'ENOENT') || attempts === maxAttempts) throw notLinked(path, error)
      }
    }
  })
}

function creating(path: string): { readonly what: string; readonly path: string } {
  return { what: 'Cannot create a version in one step', path }
}

/** Not left to {@link attempt}: EPERM from `link` is how a file system says that it has no hard links. */
function notLinked(path: string, cause: unknown): unknown {
  if (!isErrno(cause, 'EPERM')) return cause
  return new AtomicCreateError({ ...creating(path), why: cause.message, cause })
}

/** A temporary file that stays is never read, and must not turn a save that succeeded into a failure. */
async function discard(temporary: string): Promise<void> {
  await unlink(temporary).catch(() => {})
}
