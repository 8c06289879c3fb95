import { type Step, toFileError } from '../files/to-file-error.ts'
import type { OpenStore } from '../open-store.ts'

/**
 * Makes what was done to names in directories durable, unless the store does without.
 * @throws the step's failure, after which the store takes no more writes.
 */
export async function flushDirectories(store: OpenStore, paths: Iterable<string>, step: Step): Promise<void> {
  const { queue, durability } = await store.openForWriting()
  if (durability === 'none') return
  try {
    await store.directories.flush(paths)
  } catch (error) {
    queue.fail(error)
    throw toFileError(error, step)
  }
}
