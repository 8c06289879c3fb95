/**
 * Copies everything of one prompt from one store's directory to another's, while others may write to the first.
 *
 * 1. Labels: the versions that they point at are there, and stay while they point at them.
 * 2. Version files, without those that are not acknowledged yet.
 * 3. Packs: a version that was archived meanwhile is in one.
 * 4. The trash: a version that was deleted meanwhile is there, and its copy is taken away again.
 *
 * When a pack went away meanwhile its versions are files again, so that everything is done once more.
 */
import { basename, join, relative } from 'node:path'
import { listDirectory } from '../files/directories.ts'
import { archivePath, labelsPath } from '../layout/store-layout.ts'
import { versionOfFileName } from '../layout/version-file-name.ts'
import { isIntact } from '../record/sealed-json.ts'
import { readFile } from '../files/read-file.ts'
import { statFile } from '../files/stat-file.ts'
import { parseTombstone } from '../trash/tombstones.ts'
import { copyFile, type CopyOptions, removeIfThere } from './copy-file.ts'

export interface PromptCopyOptions extends CopyOptions {
  /** The storage directory that is copied. */
  readonly source: string
  /** Tells whether a version file must be left out, because nobody was told of it yet. */
  readonly isUnacknowledged: (path: string) => boolean
}

/** What was done. */
export interface CopyCounts {
  versions: number
  copied: number
  /** Files that were there with the same content. */
  same: number
  bytes: number
  /** Version files whose checksum is wrong; they are copied as they are. */
  readonly damaged: string[]
}

const maxAttempts = 20
const maxFlushes = 32

/** @param path the prompt's directory in the source. */
export async function copyPrompt(path: string, options: PromptCopyOptions, counts: CopyCounts): Promise<void> {
  const { files } = options
  for (let attempt = 1; ; attempt += 1) {
    const packs = listDirectory(files, archivePath(path))
    await copyLabels(path, options)
    const copied = await copyVersions(path, options, counts)
    await copyAll(
      listDirectory(files, archivePath(path)).map((name) => join(archivePath(path), name)),
      options,
    )
    await copyTrash(path, options)
    dropDeleted(path, copied, options)
    const now = new Set(listDirectory(files, archivePath(path)))
    if (packs.every((name) => now.has(name)) || attempt === maxAttempts) break
  }
}

async function copyLabels(path: string, options: PromptCopyOptions): Promise<void> {
  const directory = labelsPath(path)
  for (const label of listDirectory(options.files, directory)) {
    const names = listDirectory(options.files, join(directory, label))
    // In their order, so that a copy that is interrupted has a history without gaps.
    const ordered = names.toSorted((left, right) => Number.parseInt(left, 10) - Number.parseInt(right, 10))
    for (const name of ordered) await copyAll([join(directory, label, name)], options)
  }
}

/** @returns the paths of the version files that the copy has. */
async function copyVersions(path: string, options: PromptCopyOptions, counts: CopyCounts): Promise<string[]> {
  const { files } = options
  const paths = listDirectory(files, path)
    .filter((name) => versionOfFileName(name) !== undefined)
    .map((name) => join(path, name))
    .filter((file) => !options.isUnacknowledged(file))
  for (const file of paths) {
    const content = readFile(files, file)
    if (content && isIntact(content.bytes) === false) counts.damaged.push(file)
    counts.bytes += content?.stat.size ?? 0
  }
  const { copied, same } = await copyAll(paths, options)
  counts.versions += copied + same
  counts.copied += copied
  counts.same += same
  return paths
}

async function copyTrash(path: string, options: PromptCopyOptions): Promise<void> {
  const directory = trashOf(path, options)
  const names = listDirectory(options.files, directory).filter((name) => parseTombstone(name) !== undefined)
  await copyAll(
    names.map((name) => join(directory, name)),
    options,
  )
}

/** Takes away the copies of versions that are deleted in the source by now, or were when an earlier copy was made. */
function dropDeleted(path: string, copied: readonly string[], options: PromptCopyOptions): void {
  const { files } = options
  const kept = new Set(copied.map((file) => basename(file)))
  const target = inCopy(path, options)
  for (const name of listDirectory(files, target)) {
    if (versionOfFileName(name) === undefined) continue
    const isGone = !kept.has(name) || statFile(files, join(path, name)) === undefined
    if (isGone && removeIfThere(files, join(target, name))) options.flushes.addDirectory(target)
  }
}

async function copyAll(
  paths: readonly string[],
  options: PromptCopyOptions,
): Promise<{ copied: number; same: number }> {
  const counts = { copied: 0, same: 0, gone: 0 }
  const waiting = paths.values()
  const worker = async (): Promise<void> => {
    for (const path of waiting) {
      const target = inCopy(path, options)
      counts[await copyFile(path, target, options)] += 1
    }
  }
  await Promise.all(Array.from({ length: maxFlushes }, worker))
  return counts
}

function trashOf(path: string, { source }: PromptCopyOptions): string {
  return join(source, '.trash', basename(path))
}

function inCopy(path: string, { source, top }: PromptCopyOptions): string {
  return join(top, relative(source, path))
}
