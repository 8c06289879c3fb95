/**
 * Removes deleted versions of one prompt for good:
 *
 * 1. Unless the numbers are to be forgotten, make a mark for each, `<stem>,gone`, which is durable before 3.
 * 2. Take what was deleted out of packs.
 * 3. Remove the contents; when the numbers are to be forgotten, their marks too.
 */
import { join } from 'node:path'
import { rewritePacks } from '../archive/rewrite-packs.ts'
import { DeleteFailedError } from '../errors.ts'
import { isErrno } from '../files/is-errno.ts'
import { removeTree } from '../files/remove-tree.ts'
import { type Step, toFileError } from '../files/to-file-error.ts'
import { versionFileName } from '../layout/version-file-name.ts'
import { versionPath } from '../layout/store-layout.ts'
import { flushDirectories } from '../maintain/flush-directories.ts'
import type { OpenStore } from '../open-store.ts'
import { emptiedAt, promptIdOfTrash } from './list-deleted.ts'
import { formatMark } from './tombstone-mark.ts'
import { listTombstones, type Tombstone } from './tombstones.ts'

/** What is removed from the trash of a prompt. */
export interface EmptyPromptOptions {
  /** Milliseconds since 1970: what was deleted later stays. */
  readonly deletedUntilMs: number
  /** Whether to free the numbers too. */
  readonly forget: boolean
}

/** How much was removed. */
export interface EmptiedPrompt {
  readonly versions: number
  readonly forgotten: number
  readonly bytes: number
}

/** How many marks are made at once. */
const maxStep = 64

/** @param name of the prompt's directory. */
export async function emptyPromptTrash(
  store: OpenStore,
  name: string,
  { deletedUntilMs, forget }: EmptyPromptOptions,
): Promise<EmptiedPrompt> {
  const { files, layout } = store
  const trash = layout.trashOf(name)
  const step: Step = { what: 'Cannot empty the trash', path: trash, failure: DeleteFailedError }
  const { all, contents, going } = chooseTombstones(store, name, { deletedUntilMs, forget })
  if (going.length === 0) return { versions: 0, forgotten: 0, bytes: 0 }
  if (!forget) await makeMarks(store, name, { all, contents })
  try {
    await rewritePacks(store, layout.directoryNamed(name))
    let bytes = 0
    for (const tombstone of going) bytes += await removeTree(files, join(trash, tombstone.name))
    await flushDirectories(store, [trash], step)
    if (going.length === all.length) removeEmpty(store, trash)
    const stay = new Set(listTombstones(files, layout, name).map(({ version }) => version))
    const freed = new Set(going.flatMap(({ version }) => (stay.has(version) ? [] : [version])))
    const versions = going.filter(({ deletedAtMs }) => deletedAtMs !== undefined).length
    return { versions, forgotten: freed.size, bytes }
  } catch (error) {
    throw toFileError(error, step)
  }
}

/** What a prompt has in the trash, of what there is content to remove, and what goes. */
export interface ChosenTombstones {
  readonly all: readonly Tombstone[]
  readonly contents: readonly Tombstone[]
  readonly going: readonly Tombstone[]
}

/** @param name of the prompt's directory. */
export function chooseTombstones(
  store: OpenStore,
  name: string,
  { deletedUntilMs, forget }: EmptyPromptOptions,
): ChosenTombstones {
  const all = listTombstones(store.files, store.layout, name)
  const old = all.filter((tombstone) => (tombstone.deletedAtMs ?? emptiedAt(store, name, tombstone)) <= deletedUntilMs)
  const contents = old.filter(({ deletedAtMs }) => deletedAtMs !== undefined)
  return { all, contents, going: forget ? withoutUnfinished(store, name, old) : contents }
}

/** A batch that its writer has not finished brings back after a power cut what has no tombstone. */
function withoutUnfinished(
  { layout, unacknowledged }: OpenStore,
  name: string,
  tombstones: readonly Tombstone[],
): Tombstone[] {
  const directory = layout.directoryNamed(name)
  const pending = new Set(unacknowledged.below(directory).map(({ target }) => target))
  return tombstones.filter(({ version }) => !pending.has(versionPath(directory, version)))
}

async function makeMarks(
  store: OpenStore,
  name: string,
  { all, contents }: { readonly all: readonly Tombstone[]; readonly contents: readonly Tombstone[] },
): Promise<void> {
  const { queue } = await store.openForWriting()
  const prompt_id = promptIdOfTrash(store, name, all)
  // The first of a number is the one that was deleted last.
  const marked = new Set(all.filter(({ deletedAtMs }) => deletedAtMs === undefined).map(({ version }) => version))
  const missing = contents.filter(({ version }) => !marked.has(version) && marked.add(version))
  for (let start = 0; start < missing.length; start += maxStep) {
    const step = missing.slice(start, start + maxStep).map(async ({ version, deletedAtMs = 0 }) => {
      const stem = versionFileName(version).slice(0, -'.json'.length)
      const bytes = formatMark({ prompt_id, version, deleted_at: new Date(deletedAtMs).toISOString() })
      return queue.create({ path: join(store.layout.trashOf(name), `${stem},gone`), bytes })
    })
    await Promise.all(step)
  }
}

/** Somebody may have deleted another version meanwhile. */
function removeEmpty({ files }: OpenStore, path: string): void {
  try {
    files.removeDirectory(path)
  } catch (error) {
    if (!isErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw error
  }
}
