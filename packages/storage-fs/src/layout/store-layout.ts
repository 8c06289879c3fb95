import { hash } from 'node:crypto'
import { join } from 'node:path'
import { promptDirectoryName } from './prompt-directory-name.ts'
import { versionFileName } from './version-file-name.ts'

/** Where everything lies in a store. Paths are absolute. */
export class StoreLayout {
  readonly root: string
  readonly metadata: string
  readonly temporary: string
  readonly packs: string
  readonly trash: string
  readonly quarantine: string
  readonly audit: string
  readonly index: string
  readonly lock: string
  /** Hex digits of the hash that name a shard; 0 for none. Known once the store is open. */
  shardDepth = 0

  constructor(root: string) {
    this.root = root
    this.metadata = join(root, '.metadata.json')
    this.temporary = join(root, '.tmp')
    this.packs = join(root, '.packs')
    this.trash = join(root, '.trash')
    this.quarantine = join(root, '.quarantine')
    this.audit = join(root, '.audit')
    this.index = join(root, '.index.json')
    this.lock = join(root, '.maintenance.lock')
  }

  /** The directory of a prompt's versions. */
  promptDirectory(promptId: string): string {
    return this.directoryNamed(promptDirectoryName(promptId))
  }

  /** The directory of a prompt, by its name. */
  directoryNamed(name: string, shardDepth = this.shardDepth): string {
    return shardDepth === 0 ? join(this.root, name) : join(this.root, shardOf(name, shardDepth), name)
  }

  /** Where the deleted versions of a prompt lie. */
  trashOf(directoryName: string): string {
    return join(this.trash, directoryName)
  }
}

/** The file of a version in its prompt's directory. */
export function versionPath(promptDirectory: string, version: string): string {
  return join(promptDirectory, versionFileName(version))
}

/** Where the revisions of a prompt's labels lie, one directory per label. */
export function labelsPath(promptDirectory: string): string {
  return join(promptDirectory, '.labels')
}

/** Where the packs of a prompt's old versions lie. */
export function archivePath(promptDirectory: string): string {
  return join(promptDirectory, '.archive')
}

/** The shard of a directory: the first digits of the SHA-256 of its name, which for a plain id is the id. */
export function shardOf(name: string, depth: number): string {
  return hash('sha256', name, 'hex').slice(0, depth)
}

/** Tells whether a name could be a shard's. */
export function isShardName(name: string, depth: number): boolean {
  return name.length === depth && /^[0-9a-f]+$/.test(name)
}
