/**
 * Moves version files of one prompt into packs. Each step is one that two may do at once:
 *
 * 1. Read the files. Leave those whose saves are under way, and those whose numbers were deleted before and used again.
 * 2. Write packs and make them durable.
 * 3. Remove each file that is still the one that was read, then make that durable.
 *
 * A crash leaves a version as a file, or both as a file and in a pack; the next run finishes that.
 */
import { type Buffer, isUtf8 } from 'node:buffer'
import { basename } from 'node:path'
import { ArchiveFailedError, CorruptVersionError } from '../errors.ts'
import { isErrno } from '../files/is-errno.ts'
import { readFile } from '../files/read-file.ts'
import { toFileError } from '../files/to-file-error.ts'
import { versionPath } from '../layout/store-layout.ts'
import { versionFileName } from '../layout/version-file-name.ts'
import { flushDirectories } from '../maintain/flush-directories.ts'
import type { StillHeld } from '../maintain/maintenance-lock.ts'
import type { OpenStore } from '../open-store.ts'
import { parseVersionFile } from '../record/version-file.ts'
import type { PackedFile } from './archive-pack.ts'
import { createPack, flushPacks } from './create-pack.ts'

interface ReadFile extends PackedFile {
  readonly version: string
  readonly path: string
  readonly ino: number
  /** Whether it is in a pack already: somebody was interrupted. */
  readonly isPacked: boolean
}

const step = { what: 'Cannot archive versions', failure: ArchiveFailedError }

/** Bounds what is held in memory for a pack, in characters. */
const maxPackLength = 4 * 1024 * 1024

/**
 * @returns the versions that were moved.
 * @throws {@link CorruptVersionError} when a file is damaged; nothing was moved then.
 */
export async function packVersions(
  store: OpenStore,
  promptId: string,
  { versions, stillHeld }: { readonly versions: readonly string[]; readonly stillHeld: StillHeld },
): Promise<string[]> {
  const directory = store.layout.promptDirectory(promptId)
  const files = readFiles(store, directory, versions)
  if (files.length === 0) return []
  for (const pack of intoPacks(files.filter(({ isPacked }) => !isPacked))) {
    stillHeld()
    await createPack(store, directory, pack)
  }
  // Somebody who wrote a pack earlier may not have come to this.
  await flushPacks(store, directory)
  stillHeld()
  const removed = files.filter((file) => isRemoved(store, file))
  store.reader.changed(promptId)
  store.index.changed()
  await flushDirectories(store, [directory], { ...step, path: directory })
  return removed.map(({ version }) => version)
}

function readFiles(
  { files, archive, tombstones, unacknowledged }: OpenStore,
  directory: string,
  versions: readonly string[],
): ReadFile[] {
  const pending = new Set(unacknowledged.below(directory).map(({ target }) => target))
  return versions.flatMap((version) => {
    const path = versionPath(directory, version)
    if (pending.has(path) || tombstones.has(basename(directory), version)) return []
    const content = readFile(files, path)
    if (content === undefined) return []
    parseVersionFile(content.bytes, path)
    const text = textOf(content.bytes, path)
    const packed = archive.find(directory, version)?.text
    // Somebody has put another file there by hand; it counts, and stays.
    if (packed !== undefined && packed !== text) return []
    return [
      { version, path, ino: content.stat.ino, name: versionFileName(version), text, isPacked: packed !== undefined },
    ]
  })
}

/** A pack gives every byte back, or nothing is packed. */
function textOf(bytes: Buffer, path: string): string {
  if (isUtf8(bytes)) return bytes.toString()
  throw new CorruptVersionError({ what: 'Cannot archive a version file', path, why: 'it is not UTF-8' })
}

function* intoPacks(files: readonly PackedFile[]): Generator<PackedFile[]> {
  let pack: PackedFile[] = []
  let length = 0
  for (const file of files) {
    if (length + file.text.length > maxPackLength && pack.length > 0) {
      yield pack
      pack = []
      length = 0
    }
    pack.push(file)
    length += file.text.length
  }
  if (pack.length > 0) yield pack
}

function isRemoved({ files }: OpenStore, { path, ino }: ReadFile): boolean {
  try {
    if (files.stat(path)?.ino !== ino) return false
    files.unlink(path)
    return true
  } catch (error) {
    // Deleted meanwhile.
    if (isErrno(error, 'ENOENT')) return false
    throw toFileError(error, { ...step, path })
  }
}
