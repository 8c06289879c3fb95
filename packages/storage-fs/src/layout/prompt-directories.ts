import { join } from 'node:path'
import { listDirectory } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { isPromptDirectoryName } from './prompt-directory-name.ts'
import { isShardName, type StoreLayout } from './store-layout.ts'

/** A directory that is named like a prompt's and lies where a prompt's would. */
export interface PromptDirectory {
  readonly name: string
  readonly path: string
  /** The storage directory or a shard. */
  readonly parent: string
}

/** Every prompt's directory, in the order of the disk. Whether it is a directory, and has versions, is not looked at. */
export function* promptDirectories({
  files,
  layout,
}: {
  readonly files: FilePort
  readonly layout: StoreLayout
}): Generator<PromptDirectory> {
  const names = listDirectory(files, layout.root)
  const parents =
    layout.shardDepth === 0
      ? [layout.root]
      : names.filter((name) => isShardName(name, layout.shardDepth)).map((name) => join(layout.root, name))
  for (const parent of parents) {
    for (const name of parent === layout.root ? names : listDirectory(files, parent)) {
      if (!isPromptDirectoryName(name)) continue
      const path = `${parent}/${name}`
      if (layout.shardDepth === 0 || layout.directoryNamed(name) === path) yield { name, path, parent }
    }
  }
}
