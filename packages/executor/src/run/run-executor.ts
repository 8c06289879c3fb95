import {
  type AssertionResult,
  InfrastructureError,
  type TestResult,
  toTestResult,
  UncheckableError,
} from '@autoopt/collector'
import type { RunTrace } from '@autoopt/trace'
import type { PlannedRun } from '../manifest/planned-run.ts'
import type { ScheduleEvent, ScheduleOptions, TaskScheduler, WorkCall } from '../schedule/task-scheduler.ts'
import type { WorkflowTarget } from '../target/workflow-target.ts'
import type { CaseTask, VariantTask } from './case-task.ts'
import { Deployments } from './deployments.ts'
import { interleaveTasks } from './interleave-tasks.ts'
import type { Judge, VariantOutcome } from './judge.ts'
import type { AppendedLine } from './result-log.ts'
import { runCase } from './run-case.ts'
import type { RunProgress } from './run-progress.ts'
import type { Spending } from './spending.ts'

export interface RunExecutorOptions {
  readonly target: WorkflowTarget
  readonly scheduler: TaskScheduler
  readonly judge: Judge
  /** Whether simulated models answer. Asked for each result. Default: no. */
  readonly isSimulated?: () => boolean
  /** Whether results keep the traces of their runs. Default: no. */
  readonly keepTraces?: boolean
  /** Gets each run as the target saw it, before it is judged; the case waits for it. What it throws ends the run. */
  readonly onTrace?: (trace: RunTrace) => Promise<void> | void
}

export interface ExecuteOptions {
  /** Results that there are already, by {@link resultKey}; their cases do not run again. */
  readonly finished: ReadonlySet<string>
  /** Knows of the same results. */
  readonly spending: Spending
  /** Keeps a result. */
  readonly append: (result: TestResult) => AppendedLine
  readonly signal?: AbortSignal
  readonly drain?: AbortSignal
}

type Progress = Extract<RunProgress, { type: 'waiting' | 'stopped' }>

/** A result that is kept. */
export interface KeptResult {
  readonly type: 'result'
  readonly result: TestResult
}

/** Runs cases on a target, judges them, and keeps what came out. */
export class RunExecutor {
  readonly #options: RunExecutorOptions

  constructor(options: RunExecutorOptions) {
    this.#options = options
  }

  /**
   * Runs what is not finished, and tells each result when it is durable.
   *
   * A case leaves its place among those that run only when its line is written, so that a process that is killed repeats at most the
   * cases that were under way.
   */
  async *execute(runs: readonly PlannedRun[], options: ExecuteOptions): AsyncGenerator<KeptResult | Progress> {
    const policy = runs[0]?.manifest.execution
    if (policy === undefined) return
    const { finished, signal, drain, spending } = options
    const keep = (results: readonly TestResult[]): readonly Kept[] =>
      results.map((result) => {
        spending.add(result)
        return { result, line: options.append(result) }
      })
    await using deployments = new Deployments(this.#options.target)
    const scheduleOptions: ScheduleOptions<readonly Kept[]> = {
      policy,
      mayStart: () => spending.mayStart(),
      tokensOf: (kept) => kept.reduce((sum, { result }) => sum + result.total_tokens + result.judge_tokens, 0),
      ...(signal === undefined ? {} : { signal }),
      ...(drain === undefined ? {} : { drain }),
    }
    const lanes = interleaveTasks(runs, { finished, ...(signal === undefined ? {} : { signal }) })
    const work = async (task: CaseTask, call: WorkCall): Promise<readonly Kept[]> => {
      const end = spending.begin()
      try {
        const results = await this.#run(task, call, deployments)
        end()
        const kept = keep(results)
        for (const { line } of kept) await line.written
        return kept
      } finally {
        end()
      }
    }
    for await (const event of this.#options.scheduler.schedule(lanes, work, scheduleOptions)) {
      if (event.type === 'waiting' || event.type === 'stopped') {
        yield event
        continue
      }
      const kept = event.type === 'done' ? event.result : keep(this.#lost(event))
      for (const { result, line } of kept) {
        await line.durable
        yield { type: 'result', result }
      }
    }
  }

  async #run(task: CaseTask, { signal, attempt }: WorkCall, deployments: Deployments): Promise<TestResult[]> {
    const { testCase, repeat, variants } = task
    const outcomes: VariantOutcome[] = []
    for (const variant of variants) {
      variant.startedAt ??= new Date().toISOString()
      variant.runs ??= await this.#runOn(await deployments.of(variant.run, signal), testCase, { repeat, signal })
      outcomes.push({ variantId: variant.run.manifest.variant_id, runs: variant.runs })
    }
    const judged = await this.#judge(outcomes, testCase, { repeat, signal })
    return outcomes.flatMap(({ runs }, index) => {
      const variant = variants[index]
      if (variant === undefined) return []
      // They were kept for another try, and the task outlives its results for a while.
      delete variant.runs
      if (variant.isFinished) return []
      return [toTestResult({ ...this.#partsOf(task, variant, attempt), runs, assertions: judged[index] ?? [] })]
    })
  }

  async #runOn(...[deployment, testCase, options]: Parameters<typeof runCase>): Promise<readonly RunTrace[]> {
    const runs = await runCase(deployment, testCase, options)
    const { onTrace } = this.#options
    if (onTrace !== undefined) for (const run of runs) await onTrace(run)
    return runs
  }

  async #judge(...[outcomes, testCase, options]: Parameters<Judge>): Promise<AssertionResult[][]> {
    try {
      return await this.#options.judge(outcomes, testCase, options)
    } catch (error) {
      // Whatever a judge makes of being stopped, it is that and nothing else.
      if (options.signal.aborted)
        throw new InfrastructureError('The judging was stopped from outside', { class: 'cancelled', cause: error })
      // What cannot be checked has no score, and trying again would not change that.
      if (error instanceof UncheckableError)
        throw new InfrastructureError(error.message, { class: 'judge', cause: error })
      throw error
    }
  }

  #lost({ task, error, attempts }: Extract<ScheduleEvent<CaseTask, unknown>, { type: 'failed' }>): TestResult[] {
    const now = new Date().toISOString()
    return task.variants
      .filter(({ isFinished }) => !isFinished)
      .map((variant) =>
        toTestResult({
          ...this.#partsOf(task, variant, attempts),
          runs: variant.runs ?? [],
          assertions: [],
          infrastructureError: error,
          startedAt: variant.startedAt ?? now,
          finishedAt: now,
        }),
      )
  }

  #partsOf({ testCase, caseSha256, repeat }: CaseTask, { run: { manifest } }: VariantTask, attempts: number) {
    const { isSimulated, keepTraces = false } = this.#options
    return {
      manifestId: manifest.manifest_id,
      workflowId: manifest.workflow.id,
      variantId: manifest.variant_id,
      testCase,
      caseSha256,
      repeat,
      attempts,
      simulated: isSimulated?.() ?? false,
      keepTraces,
    }
  }
}

interface Kept {
  readonly result: TestResult
  readonly line: AppendedLine
}
