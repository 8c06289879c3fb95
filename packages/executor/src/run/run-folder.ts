import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestResult } from '@autoopt/collector'
import { z } from 'zod'
import { NoRunError, RunExistsError } from '../errors.ts'
import { flushFolder } from './flush-folder.ts'
import { isMissing } from './is-missing.ts'
import { mendResults } from './mend-results.ts'
import { replaceFile } from './replace-file.ts'
import { type AppendedLine, ResultLog } from './result-log.ts'
import { type RunRecord, runRecordSchema } from './run-record.ts'
import { RunTally } from './run-tally.ts'
import type { RunFolderSummary } from './run-summary.ts'
import { lockWriter, type WriterLock } from './writer-lock.ts'

/**
 * The folder of one run, open for writing: `manifest.json`, `results.jsonl` and, when the run has ended, `summary.json`. One process
 * at a time has it open.
 */
export class RunFolder implements AsyncDisposable {
  readonly path: string
  readonly record: RunRecord
  readonly tally: RunTally
  readonly #log: ResultLog
  readonly #lock: WriterLock

  private constructor(path: string, { record, tally, log, lock }: OpenParts) {
    this.path = path
    this.record = record
    this.tally = tally
    this.#log = log
    this.#lock = lock
  }

  /**
   * Begins a run in a folder of its own below `runs`.
   *
   * @throws {@link RunExistsError} when there is one of that id.
   */
  static async create(runs: string, record: RunRecord): Promise<RunFolder> {
    await mkdir(runs, { recursive: true })
    const path = join(runs, record.run_id)
    await makeNewFolder(path)
    await flushFolder(runs)
    const lock = await lockWriter(path)
    await replaceFile(join(path, 'manifest.json'), `${JSON.stringify(record, null, 2)}\n`)
    return new RunFolder(path, { record, lock, log: await openLog(path), tally: new RunTally(record) })
  }

  /**
   * Opens a run to go on with it.
   *
   * @param onResult - gets each result that stays.
   * @throws {@link NoRunError}, {@link RunLockedError}, {@link DamagedResultsError}.
   */
  static async open(path: string, onResult: (result: TestResult) => void): Promise<RunFolder> {
    const record = await readRunRecord(path)
    const lock = await lockWriter(path)
    try {
      const tally = new RunTally(record)
      await mendResults(path, (result) => {
        tally.add(result)
        onResult(result)
      })
      await rm(join(path, 'summary.json'), { force: true })
      return new RunFolder(path, { record, lock, log: await openLog(path), tally })
    } catch (error) {
      await lock[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Aborts when another process has taken the folder. */
  get lost(): AbortSignal {
    return this.#lock.lost
  }

  /**
   * A result counts from now on, unless the disk refuses it: then the run ends.
   *
   * @throws {@link RunTakenError} when another process has taken the folder.
   */
  append(result: TestResult): AppendedLine {
    this.lost.throwIfAborted()
    this.tally.add(result)
    return this.#log.append(result)
  }

  /** Makes everything durable and sums it up. */
  async finish(): Promise<RunFolderSummary> {
    const summary = this.tally.summary()
    await this.#log.flush()
    await replaceFile(join(this.path, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
    return summary
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#log[Symbol.asyncDispose]()
    } finally {
      await this.#lock[Symbol.asyncDispose]()
    }
  }
}

interface OpenParts {
  readonly record: RunRecord
  readonly tally: RunTally
  readonly log: ResultLog
  readonly lock: WriterLock
}

async function makeNewFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
    throw new RunExistsError({ folder }, { cause })
  }
}

async function openLog(path: string): Promise<ResultLog> {
  const log = await ResultLog.open(join(path, 'results.jsonl'))
  await flushFolder(path)
  return log
}

/** @throws {@link NoRunError} when the folder holds no run. */
export async function readRunRecord(folder: string): Promise<RunRecord> {
  const text = await readManifest(folder)
  try {
    return runRecordSchema.parse(JSON.parse(text))
  } catch (cause) {
    const finding = cause instanceof z.ZodError ? z.prettifyError(cause) : 'its manifest.json is not JSON'
    throw new NoRunError({ folder, finding }, { cause })
  }
}

async function readManifest(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'manifest.json'), 'utf8')
  } catch (cause) {
    if (!isMissing(cause)) throw cause
    throw new NoRunError({ folder, finding: 'it has no manifest.json' }, { cause })
  }
}
