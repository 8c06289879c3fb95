/**
 * Removes deleted versions of one prompt for good:
 *
 * 1. Unless the numbers are to be forgotten, make a mark for each, `<stem>,gone`, which is durable before 3.
 * 2. Take what was deleted out of packs.
 * 3. Remove the contents; when the numbers are to be forgotten, their marks too.
 */
import { join } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { rewritePacks } from '../archive/rewrite-packs.ts'
import { DeleteFailedError } from '../errors.ts'
import type { FilePort } from '../files/file-port.ts'
import { isErrno } from '../files/is-errno.ts'
import { removeTree } from '../files/remove-tree.ts'
import { type Step, toFileError } from '../files/to-file-error.ts'
import { writeAll } from '../files/write-all.ts'
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

/** How many marks are made before others get their turn. */
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
  try {
    if (!forget) {
      await makeMarks(store, name, { all, contents })
      await flushDirectories(store, [trash], step)
    }
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

/** Only the names of marks matter, so only these are flushed. */
async function makeMarks(
  store: OpenStore,
  name: string,
  { all, contents }: { readonly all: readonly Tombstone[]; readonly contents: readonly Tombstone[] },
): Promise<void> {
  const { files, layout } = store
  const trash = layout.trashOf(name)
  const prompt_id = promptIdOfTrash(store, name, all)
  const marked = new Set(all.filter(({ deletedAtMs }) => deletedAtMs === undefined).map(({ version }) => version))
  // The first of a number is the one that was deleted last.
  for (const { version, deletedAtMs = 0 } of contents) {
    if (marked.has(version)) continue
    marked.add(version)
    if (marked.size % maxStep === 0) await untilNextTurn()
    const stem = versionFileName(version).slice(0, -'.json'.length)
    const mark = formatMark({ prompt_id, version, deleted_at: new Date(deletedAtMs).toISOString() })
    makeMark(files, join(trash, `${stem},gone`), mark)
  }
}

function makeMark(files: FilePort, path: string, content: Uint8Array): void {
  try {
    const descriptor = files.create(path)
    try {
      writeAll(files, descriptor, content)
    } finally {
      files.close(descriptor)
    }
  } catch (error) {
    // Somebody who has the lock that this process lost.
    if (!isErrno(error, 'EEXIST')) throw error
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
