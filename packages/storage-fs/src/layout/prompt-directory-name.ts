import { createHash } from 'node:crypto'
import { promptKey } from '@autoopt/storage-core'

/** Names that every file system keeps apart and keeps as they are: no case, no dots, no blanks, nothing to escape. */
const plainName = /^[a-z0-9][a-z0-9_-]{0,99}$/
/** Windows opens a device under these names, in every directory. */
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)$/
const hashedName = /^~[a-z0-9-]{0,60}~[0-9a-f]{16}$/

/**
 * Names the directory of a prompt: a plain id as it is, any other as `~<readable part>~<hash>`. No two ids share a name
 * except by a collision of 64 bits of SHA-256, which readers notice since the record holds the id.
 */
export function promptDirectoryName(promptId: string): string {
  const key = promptKey(promptId)
  if (isPlain(key)) return key
  return `~${readablePart(key)}~${createHash('sha256').update(key).digest('hex').slice(0, 16)}`
}

/** Tells whether a name could be {@link promptDirectoryName} of some id. */
export function isPromptDirectoryName(name: string): boolean {
  return isPlain(name) || hashedName.test(name)
}

/** Tells whether a directory's name is the prompt's id itself. */
export function isPlain(name: string): boolean {
  return plainName.test(name) && !deviceName.test(name)
}

function readablePart(key: string): string {
  return key
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-|-$/g, '')
}
