import { join } from 'node:path'
import { listDirectory } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { statFile } from '../files/stat-file.ts'
import { isPromptDirectoryName } from '../layout/prompt-directory-name.ts'
import { shardOf, type StoreLayout } from '../layout/store-layout.ts'
import { isVersion, versionOfFileName } from '../layout/version-file-name.ts'

/** How a store lies on disk that does not say so itself. */
export interface DetectedLayout {
  readonly shardDepth: number
  /** Directories of prompts that are not named as this package names them, or hold files that are not. */
  readonly foreign: readonly string[]
}

const hex = /^[0-9a-f]{1,4}$/

/**
 * Finds out how the prompts of a store without `.metadata.json` lie: one of this package before it had any, or one in
 * which the directory of a prompt is named by its id as it is, with shards by the hash of the id or without.
 * @returns undefined when there are no versions.
 */
export function detectLayout(files: FilePort, layout: StoreLayout): DetectedLayout | undefined {
  const top = directoriesIn(files, layout.root)
  const flat = top.filter((name) => holdsVersions(files, join(layout.root, name)))
  if (flat.length > 0) return { shardDepth: 0, foreign: foreignOf(files, layout.root, flat) }

  const shards = top.filter((name) => hex.test(name))
  const foreign: string[] = []
  let shardDepth = 0
  for (const shard of shards) {
    const path = join(layout.root, shard)
    const names = directoriesIn(files, path).filter(
      (name) => shardOf(name, shard.length) === shard && holdsVersions(files, join(path, name)),
    )
    if (names.length > 0) shardDepth = shard.length
    foreign.push(...foreignOf(files, path, names))
  }
  return shardDepth === 0 ? undefined : { shardDepth, foreign }
}

/** The version in a file name of whichever format: `1.0.0-RC.1.json` is one of the other. */
export function versionOfAnyFileName(name: string): string | undefined {
  const known = versionOfFileName(name)
  if (known !== undefined) return known
  const version = name.replace(/\.json$/, '')
  return version !== name && isVersion(version) ? version : undefined
}

function foreignOf(files: FilePort, parent: string, names: readonly string[]): string[] {
  return names
    .filter((name) => !isPromptDirectoryName(name) || holdsForeignNames(files, join(parent, name)))
    .map((name) => join(parent, name))
}

function holdsVersions(files: FilePort, path: string): boolean {
  return listDirectory(files, path).some((name) => versionOfAnyFileName(name) !== undefined)
}

function holdsForeignNames(files: FilePort, path: string): boolean {
  return listDirectory(files, path).some(
    (name) => versionOfFileName(name) === undefined && versionOfAnyFileName(name) !== undefined,
  )
}

function directoriesIn(files: FilePort, path: string): string[] {
  return listDirectory(files, path).filter(
    (name) => !name.startsWith('.') && statFile(files, join(path, name))?.isDirectory(),
  )
}
