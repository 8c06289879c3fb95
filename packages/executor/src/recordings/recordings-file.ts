/**
 * Collects what nodes gave in the runs on a server, into a file that local runs take it from.
 *
 * - Each node and set of inputs is kept once, the first time that it went well; a failure only where it never did.
 * - What is collected goes to a temporary file at once, and takes its place when it is saved: memory holds 18 to 36 bytes for each
 *   recording, and some failures.
 * - What the file held before stays, so that a resumed run adds to it.
 * - A recording that holds a secret is left out as a whole: without it, it would fit nothing.
 */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readRecordings, type Recording, recordingsOf } from '@autoopt/runtime'
import type { RunTrace } from '@autoopt/trace'
import { HashCounts } from '../cases/hash-counts.ts'
import { flushFolder } from '../run/flush-folder.ts'

export interface RecordingsFileOptions {
  /** Values that must not reach the file, asked for at each trace. Default: none. */
  readonly secrets?: () => Iterable<string>
}

export interface SavedRecordings {
  readonly path: string
  readonly recordings: number
  /** Recordings that hold a secret, or failures beyond those that memory holds. */
  readonly leftOut: number
}

/** Failures that are kept until something better comes. */
const mostFailures = 1000

export class RecordingsFile implements AsyncDisposable {
  readonly #path: string
  readonly #temporary: string
  readonly #file: FileHandle
  readonly #secrets: () => Iterable<string>
  readonly #known = new HashCounts()
  readonly #failures = new Map<string, Recording>()
  /** One write after the other. */
  #writing: Promise<void> = Promise.resolve()
  #recordings = 0
  #leftOut = 0

  private constructor(path: string, { temporary, file, secrets }: OpenParts) {
    this.#path = path
    this.#temporary = temporary
    this.#file = file
    this.#secrets = secrets
  }

  /** @throws `InvalidRecordingsError` when there is a file of that name that holds something else. */
  static async open(path: string, { secrets = () => [] }: RecordingsFileOptions = {}): Promise<RecordingsFile> {
    const before = existsSync(path) ? (await readRecordings(path)).recordings : []
    await mkdir(dirname(path), { recursive: true })
    const temporary = `${path}.${randomUUID()}.tmp`
    const recordings = new RecordingsFile(path, { temporary, file: await open(temporary, 'wx'), secrets })
    await recordings.#write('{"format":1,"recordings":[')
    await recordings.#add(before)
    return recordings
  }

  /** Collects the recordings of a run. Give it to `onTrace`. */
  async add(trace: RunTrace): Promise<void> {
    await this.#add(recordingsOf(trace).recordings)
  }

  /** Puts everything that was collected in its place, and ends the collecting. */
  async save(): Promise<SavedRecordings> {
    await this.#keep([...this.#failures].filter(([key]) => this.#known.add(key) === 0).map(([, failure]) => failure))
    await this.#write('\n]}\n')
    await this.#file.sync()
    await this.#file.close()
    await rename(this.#temporary, this.#path)
    await flushFolder(dirname(this.#path))
    return { path: this.#path, recordings: this.#recordings, leftOut: this.#leftOut }
  }

  /** Drops what was not saved. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
    await rm(this.#temporary, { force: true })
  }

  async #add(recordings: readonly Recording[]): Promise<void> {
    const secrets = [...this.#secrets()].filter((secret) => secret !== '').map(inJson)
    const good = recordings.filter((recording) => {
      const text = JSON.stringify(recording)
      if (secrets.some((secret) => text.includes(secret))) return this.#leaveOut()
      const key = keyOf(recording)
      if (recording.error !== undefined) return this.#remember(key, recording)
      return this.#known.add(key) === 0
    })
    await this.#keep(good)
  }

  #remember(key: string, failure: Recording): false {
    if (this.#failures.has(key)) return false
    if (this.#failures.size >= mostFailures) return this.#leaveOut()
    this.#failures.set(key, failure)
    return false
  }

  #leaveOut(): false {
    this.#leftOut += 1
    return false
  }

  async #keep(recordings: readonly Recording[]): Promise<void> {
    if (recordings.length === 0) return
    const lines = recordings.map((recording, index) => {
      const separator = this.#recordings + index === 0 ? '' : ','
      return `${separator}\n${JSON.stringify(recording)}`
    })
    this.#recordings += recordings.length
    await this.#write(lines.join(''))
  }

  async #write(text: string): Promise<void> {
    const written = this.#writing.then(async () => this.#file.appendFile(text))
    // Whoever asked for it hears of a failure; the next write fails by itself.
    this.#writing = written.catch(() => undefined)
    await written
  }
}

interface OpenParts {
  readonly temporary: string
  readonly file: FileHandle
  readonly secrets: () => Iterable<string>
}

function keyOf({ node_id, inputs }: Recording): string {
  return JSON.stringify([node_id, inputs ?? null])
}

/** A text as it stands within JSON. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
