/**
 * A deleted version lies in `.trash/<prompt directory>/<stem>,<ms>,<random>.json`, as it was; once the trash is emptied,
 * `<stem>,gone` is left. Either way the number stays taken: somebody may remember what it used to say.
 */
import { basename, dirname, join } from 'node:path'
import { listDirectory, statDirectory } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import type { StoreLayout } from '../layout/store-layout.ts'
import { versionFileName, versionOfFileName } from '../layout/version-file-name.ts'
import { type DirectoryIdentity, identify, isUnchanged } from '../read/directory-identity.ts'
import { recentlyUsed } from '../read/recently-used.ts'

/** A name in the trash of a prompt. */
export interface Tombstone {
  readonly version: string
  /** Undefined for the mark that is left when the trash was emptied. */
  readonly deletedAtMs: number | undefined
  readonly name: string
}

/** Reads a name in the trash of a prompt; undefined when it is none. */
export function parseTombstone(name: string): Tombstone | undefined {
  const [, stem, time] = /^([^,]+),(?:gone|(\d+),[0-9a-f]+\.json)$/.exec(name) ?? []
  const version = stem === undefined ? undefined : versionOfFileName(`${stem}.json`)
  if (version === undefined) return undefined
  return { version, deletedAtMs: time === undefined ? undefined : Number(time), name }
}

/** The tombstones of a prompt, those deleted last first; the marks of emptied ones at the end. */
export function listTombstones(files: FilePort, layout: StoreLayout, directoryName: string): Tombstone[] {
  const tombstones = listDirectory(files, layout.trashOf(directoryName)).flatMap((name) => parseTombstone(name) ?? [])
  return tombstones.toSorted((left, right) => (right.deletedAtMs ?? 0) - (left.deletedAtMs ?? 0))
}

/** Tells whether a version file below the storage directory was deleted. */
export function hasTombstone(files: FilePort, layout: StoreLayout, target: string): boolean {
  const stem = basename(target, '.json')
  const names = listDirectory(files, layout.trashOf(basename(dirname(target))))
  return names.some((name) => name.startsWith(`${stem},`))
}

export interface TombstonesOptions {
  readonly files: FilePort
  readonly layout: StoreLayout
  readonly now: () => number
  readonly racyWindowMs: () => number
}

/** Tells which numbers were deleted, by one look at a directory that hardly ever exists. */
export class Tombstones {
  readonly #options: TombstonesOptions
  readonly #known = recentlyUsed<{ identity: DirectoryIdentity; stems: Set<string> }>(1000)

  constructor(options: TombstonesOptions) {
    this.#options = options
  }

  has(directoryName: string, version: string): boolean {
    return this.#stems(directoryName)?.has(versionFileName(version).slice(0, -'.json'.length)) ?? false
  }

  /** The deleted numbers of a prompt. */
  versions(directoryName: string): string[] {
    return [...(this.#stems(directoryName) ?? [])].flatMap((stem) => versionOfFileName(`${stem}.json`) ?? [])
  }

  #stems(directoryName: string): Set<string> | undefined {
    const { files, layout, now, racyWindowMs } = this.#options
    const directory = join(layout.trash, directoryName)
    const stat = statDirectory(files, directory)
    if (stat === undefined) return undefined
    const known = this.#known.get(directoryName)
    if (known && isUnchanged(known.identity, stat)) return known.stems
    const identity = identify(stat, { now: now(), racyWindowMs: racyWindowMs() })
    const stems = new Set(listDirectory(files, directory).map((name) => name.slice(0, name.indexOf(','))))
    this.#known.set(directoryName, { identity, stems })
    return stems
  }
}
