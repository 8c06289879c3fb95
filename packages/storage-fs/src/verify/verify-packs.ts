import { Buffer } from 'node:buffer'
import { StorageError } from '@autoopt/storage-core'
import { createPack } from '../archive/create-pack.ts'
import { rescuePack } from '../archive/rescue-pack.ts'
import { ArchiveFailedError, CorruptVersionError } from '../errors.ts'
import { readFile } from '../files/read-file.ts'
import { promptDirectoryName } from '../layout/prompt-directory-name.ts'
import type { PromptDirectory } from '../layout/prompt-directories.ts'
import { archivePath } from '../layout/store-layout.ts'
import { versionFileName } from '../layout/version-file-name.ts'
import { flushDirectories } from '../maintain/flush-directories.ts'
import type { OpenStore } from '../open-store.ts'
import type { PackedFile } from '../archive/archive-pack.ts'
import { parseVersionFile } from '../record/version-file.ts'
import { putAside } from '../recovery/put-aside.ts'
import type { Problem } from './problem.ts'

/**
 * Reads the packs of a prompt; with `repair` puts those that are damaged aside, after what is whole in them was written into
 * a new one.
 * @param versions takes the numbers that were found.
 */
export async function verifyPacks(
  store: OpenStore,
  directory: PromptDirectory,
  { versions, repair }: { readonly versions: Set<string>; readonly repair: boolean },
): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const path of store.archive.packs(directory.path)) {
    try {
      addVersions(store, directory, { path, versions })
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      const isDamaged = error instanceof CorruptVersionError
      const repaired = repair && isDamaged && (await replacePack(store, directory, { path, versions }))
      problems.push({ kind: 'pack', path, message: error.message, ...(repaired && { repaired }) })
    }
  }
  return problems
}

interface Pack {
  readonly path: string
  /** Those found so far. */
  readonly versions: Set<string>
}

function addVersions({ archive, tombstones }: OpenStore, directory: PromptDirectory, { path, versions }: Pack): void {
  const found = archive.filesOf(path).map((file) => versionIn(directory, file, path))
  // What was deleted stays in its pack until the trash is emptied.
  for (const version of found) if (!tombstones.has(directory.name, version)) versions.add(version)
}

/** @throws {@link CorruptVersionError} when the file is none of this prompt, or not of its name. */
function versionIn({ name }: PromptDirectory, file: PackedFile, path: string): string {
  const { prompt_id: promptId, version } = parseVersionFile(Buffer.from(file.text), path)
  if (promptDirectoryName(promptId) === name && versionFileName(version) === file.name) return version
  const why = `it holds ${file.name}, which is version ${version} of prompt ${JSON.stringify(promptId)}`
  throw new CorruptVersionError({ what: 'Cannot use a pack of archived versions', path, why })
}

/** The new pack is durable before the old one goes. @returns what was done. */
async function replacePack(store: OpenStore, directory: PromptDirectory, { path, versions }: Pack): Promise<string> {
  const { files, layout } = store
  const content = readFile(files, path)
  const found = content === undefined ? [] : await rescuePack(Buffer.from(content.bytes))
  const rescued = found.filter((file) => isOurs(directory, file, path))
  if (rescued.length > 0) await createPack(store, directory.path, rescued)
  const place = putAside(files, layout, path)
  const step = { what: 'Cannot put a pack aside', path, failure: ArchiveFailedError }
  await flushDirectories(store, [layout.quarantine, archivePath(directory.path)], step)
  for (const file of rescued) {
    const version = versionIn(directory, file, path)
    if (!store.tombstones.has(directory.name, version)) versions.add(version)
  }
  return `put aside as ${place}, after ${rescued.length} of its versions were written into a new pack`
}

function isOurs(directory: PromptDirectory, file: PackedFile, path: string): boolean {
  try {
    versionIn(directory, file, path)
    return true
  } catch (error) {
    if (!(error instanceof CorruptVersionError)) throw error
    return false
  }
}
