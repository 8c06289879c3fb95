/**
 * Reads the labels of prompts: one file per revision, and the highest one says where the label points.
 *
 * Invariant: revisions are numbered without a gap, and one that was acknowledged never changes. So a label whose
 * directory looks as it did has the same revisions, and one `stat` tells.
 */
import { Buffer } from 'node:buffer'
import type { LabelRevision } from '@autoopt/storage-core'
import { listDirectory, statDirectory } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { readFile } from '../files/read-file.ts'
import { labelsPath } from '../layout/store-layout.ts'
import { type DirectoryIdentity, identify, isUnchanged } from '../read/directory-identity.ts'
import type { UnacknowledgedFiles } from '../read/unacknowledged-files.ts'
import { isIntact } from '../record/sealed-json.ts'
import { countRevisions, labelDirectory, labelOfDirectory, revisionPath } from './label-directory.ts'
import { parseRevisionFile } from './revision-file.ts'
import { recentlyUsed } from '../read/recently-used.ts'

export interface LabelReaderOptions {
  readonly files: FilePort
  readonly unacknowledged: UnacknowledgedFiles
  readonly now: () => number
  readonly racyWindowMs: () => number
  /** Makes a file that its writer has not acknowledged yet durable, so that nobody acts on what may vanish. */
  readonly makeDurable: (path: string) => Promise<void>
}

/** What is remembered of one label of one prompt. */
interface LabelEntry {
  readonly directory: string
  readonly identity: DirectoryIdentity
  readonly count: number
  readonly revisions: Map<number, LabelRevision>
}

const maxEntries = 10_000

export class LabelReader {
  readonly #options: LabelReaderOptions
  readonly #turns = new Map<string, Promise<void>>()
  readonly #entries = recentlyUsed<LabelEntry>(maxEntries)

  constructor(options: LabelReaderOptions) {
    this.#options = options
  }

  /**
   * The last revision of a label.
   * @throws {@link CorruptLabelError} when its file is damaged.
   */
  async current(promptDirectory: string, label: string): Promise<LabelRevision | undefined> {
    const entry = this.#look(labelDirectory(promptDirectory, label))
    if (entry === undefined) return undefined
    for (let number = entry.count; number > 0; number -= 1) {
      const revision = entry.revisions.get(number) ?? (await this.#read(entry, number))
      if (revision) return revision
    }
    return undefined
  }

  /** Every revision of a label, oldest first. */
  async history(promptDirectory: string, label: string): Promise<LabelRevision[]> {
    const entry = this.#look(labelDirectory(promptDirectory, label))
    const history: LabelRevision[] = []
    if (entry === undefined) return history
    for (let number = 1; number <= entry.count; number += 1) {
      const revision = entry.revisions.get(number) ?? (await this.#read(entry, number))
      if (revision === undefined) break
      history.push(revision)
    }
    return history
  }

  /** Label and version of each label of a prompt that points at one. */
  async targets(promptDirectory: string): Promise<[label: string, version: string][]> {
    const targets: [string, string][] = []
    for (const label of this.labels(promptDirectory)) {
      const version = (await this.current(promptDirectory, label))?.version ?? null
      if (version !== null) targets.push([label, version])
    }
    return targets
  }

  /** The labels of a prompt that have, or had, a revision. */
  labels(promptDirectory: string): string[] {
    const { files } = this.#options
    const path = labelsPath(promptDirectory)
    if (statDirectory(files, path) === undefined) return []
    return listDirectory(files, path).flatMap((name) => labelOfDirectory(name) ?? [])
  }

  /** Does work on a label after what this process does with it already, so that it never races with itself. */
  async inTurn<Value>(promptDirectory: string, label: string, work: () => Promise<Value>): Promise<Value> {
    const key = labelDirectory(promptDirectory, label)
    const done = (this.#turns.get(key) ?? Promise.resolve()).then(work)
    const turn = done.then(ignore, ignore).finally(() => {
      if (this.#turns.get(key) === turn) this.#turns.delete(key)
    })
    this.#turns.set(key, turn)
    return done
  }

  #look(directory: string): LabelEntry | undefined {
    const { files, now, racyWindowMs } = this.#options
    const stat = statDirectory(files, directory)
    if (stat === undefined) {
      this.#entries.delete(directory)
      return undefined
    }
    const known = this.#entries.get(directory)
    if (known && isUnchanged(known.identity, stat)) return known
    const identity = identify(stat, { now: now(), racyWindowMs: racyWindowMs() })
    const count = countRevisions(listDirectory(files, directory))
    const entry = { directory, identity, count, revisions: new Map<number, LabelRevision>() }
    this.#entries.set(directory, entry)
    return entry
  }

  /** @returns undefined when the revision is gone, or torn by a power cut before anybody was told of it. */
  async #read(entry: LabelEntry, number: number): Promise<LabelRevision | undefined> {
    const { files, makeDurable, unacknowledged } = this.#options
    const path = revisionPath(entry.directory, number)
    const content = readFile(files, path)
    if (content === undefined) return undefined
    const { stat } = content
    const bytes = Buffer.from(content.bytes)
    const isPending = unacknowledged.of(path, stat) !== undefined
    if (isPending && !isIntact(bytes)) return undefined
    if (!isPending && unacknowledged.hasGrown(path, { bytes, stat })) return this.#read(entry, number)
    const revision = parseRevisionFile(bytes, { path, revision: number })
    if (isPending) await makeDurable(path)
    else entry.revisions.set(number, revision)
    return revision
  }
}

function ignore(): void {}
