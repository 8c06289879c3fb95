import { type AssertionPorts, checkPorts, type TestResult } from '@autoopt/collector'
import { PlanError, RunChangedError } from '../errors.ts'
import type { PlannedRun } from '../manifest/planned-run.ts'
import { InProcessScheduler } from '../schedule/in-process-scheduler.ts'
import type { TaskScheduler } from '../schedule/task-scheduler.ts'
import { findChanges } from './find-changes.ts'
import { type Judge, judgeByAssertions } from './judge.ts'
import { resultKey } from './result-key.ts'
import type { AppendedLine } from './result-log.ts'
import { RunExecutor, type RunExecutorOptions } from './run-executor.ts'
import { readRunRecord, RunFolder } from './run-folder.ts'
import { newRunId } from './run-id.ts'
import type { RunProgress } from './run-progress.ts'
import { Spending, type Usage } from './spending.ts'

export interface ExecutorServiceOptions extends Omit<RunExecutorOptions, 'scheduler' | 'judge'> {
  /** The folder that gets one folder for each run. */
  readonly runs: string
  /** Default: in this process. */
  readonly scheduler?: TaskScheduler
  /** What assertions need. Without a port that one of them needs no run begins. */
  readonly ports?: AssertionPorts
  /** In place of assertions. */
  readonly judge?: Judge
  /** What has been spent in all, for limits on it. Default: what the results say, which leaves out tries that failed. */
  readonly usage?: () => Usage
}

export interface ExecuteTestPlanOptions {
  /** Folder of a run to go on with. Default: a new run. */
  readonly resume?: string
  /** Id of a new run. Default: made of the time. */
  readonly runId?: string
  /** When a new run begins. Default: now. */
  readonly now?: Date
  /** Kept with a new run, as `origin` of its record: whatever its owner needs to go on with it. No secrets. */
  readonly origin?: Readonly<Record<string, unknown>>
  /** Aborts what runs. What is finished stays. */
  readonly signal?: AbortSignal
  /** Starts nothing more, and ends when what runs is finished. */
  readonly drain?: AbortSignal
}

/** Runs plans, each into a folder that outlives it. */
export class ExecutorService {
  readonly #runs: string
  readonly #usage: (() => Usage) | undefined
  /** Undefined when something else judges. */
  readonly #ports: AssertionPorts | undefined
  readonly #executor: RunExecutor

  constructor({ runs, scheduler, ports = {}, judge, usage, ...options }: ExecutorServiceOptions) {
    this.#runs = runs
    this.#usage = usage
    this.#ports = judge === undefined ? ports : undefined
    this.#executor = new RunExecutor({
      ...options,
      scheduler: scheduler ?? new InProcessScheduler(),
      judge: judge ?? judgeByAssertions(ports),
    })
  }

  /**
   * Runs all cases of the manifests, and tells what happens. Leaving the iteration aborts the run, which can then be resumed like any
   * other that did not come to its end.
   *
   * @throws {@link MissingPortError} when assertions need what was not given, and what a port throws that has no such model.
   * @throws {@link RunChangedError} when a run is to be resumed with something else than it was begun with.
   * @throws {@link RunExistsError} when a new run is to have the id of another one; {@link PlanError} without any manifest.
   * @throws {@link RunLockedError} when another process is at it, {@link RunTakenError} when one takes it over; {@link NoRunError}, {@link DamagedResultsError} for a folder that
   *   cannot be resumed; {@link ResultsWriteError} when the disk refuses results.
   */
  async *executeTestPlan(
    planned: PlannedRun | readonly PlannedRun[],
    options: ExecuteTestPlanOptions = {},
  ): AsyncGenerator<RunProgress> {
    const runs = Array.isArray(planned) ? (planned as readonly PlannedRun[]) : [planned as PlannedRun]
    if (runs.length === 0) throw new PlanError('There is nothing to run: the plan gave no manifest.', {})
    if (this.#ports !== undefined)
      await checkPorts(
        runs.flatMap(({ needs }) => needs),
        this.#ports,
      )
    const finished = new Set<string>()
    const spending = new Spending(runs[0]?.manifest.execution.stop, this.#usage)
    await using folder = await this.#open(runs, options, (result) => {
      finished.add(resultKey(result))
      spending.add(result)
    })
    const { tally, record, path, lost } = folder
    const expected = tally.expected
    yield { type: 'run-started', record, folder: path, expected, finished: tally.finished }
    const signal = options.signal === undefined ? lost : AbortSignal.any([options.signal, lost])
    const append = (result: TestResult): AppendedLine => folder.append(result)
    let done = tally.finished
    for await (const event of this.#executor.execute(runs, { ...options, signal, finished, spending, append })) {
      // Nobody asked for that stop: it is the error below.
      if (event.type === 'stopped' && lost.aborted) break
      if (event.type !== 'result') yield event
      else yield { type: 'case-finished', result: event.result, expected, finished: (done += 1) }
    }
    lost.throwIfAborted()
    yield { type: 'run-finished', summary: await folder.finish(), folder: path }
  }

  async #open(
    runs: readonly PlannedRun[],
    { resume, runId, now = new Date(), origin }: ExecuteTestPlanOptions,
    onResult: (result: TestResult) => void,
  ): Promise<RunFolder> {
    const manifests = runs.map(({ manifest }) => manifest)
    if (resume === undefined) {
      const run_id = runId ?? newRunId(now)
      const record = { format: 1, run_id, created_at: now.toISOString(), manifests } as const
      return RunFolder.create(this.#runs, { ...record, ...(origin === undefined ? {} : { origin: { ...origin } }) })
    }
    const { run_id, manifests: begun } = await readRunRecord(resume)
    const changes = findChanges(begun, manifests)
    if (changes.length > 0) throw new RunChangedError({ run_id, changes })
    return RunFolder.open(resume, onResult)
  }
}
