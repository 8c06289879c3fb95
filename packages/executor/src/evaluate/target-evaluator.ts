import {
  comparesVariants,
  InfrastructureError,
  type TestResult,
  toTestResult,
  UncheckableError,
} from '@autoopt/collector'
import type { PromptVariant, TestCase } from '@autoopt/config'
import { type DslDocument, parseDsl } from '@autoopt/dsl'
import { caseHash } from '../cases/case-hash.ts'
import { resolveFileInputs } from '../cases/resolve-file-inputs.ts'
import { PlanError } from '../errors.ts'
import type { PlannedRun } from '../manifest/planned-run.ts'
import { PromptPatchEngine } from '../prompt-patch-engine.ts'
import type { Judge } from '../run/judge.ts'
import { runCase } from '../run/run-case.ts'
import { baselineId } from '../run/variant-id.ts'
import { InProcessScheduler } from '../schedule/in-process-scheduler.ts'
import type { ScheduleEvent, TaskScheduler, WorkCall } from '../schedule/task-scheduler.ts'
import type { WorkflowTarget } from '../target/workflow-target.ts'
import { OpenVariants } from './open-variants.ts'

export interface TargetEvaluatorOptions {
  readonly target: WorkflowTarget
  /** The workflow as it is, with the policy that its runs follow and the folder that its uploads lie in. */
  readonly baseline: PlannedRun
  readonly judge: Judge
  /** The file of the workflow as patches name its prompts. Default: that of `baseline`, under the id of its manifest. */
  readonly document?: DslDocument
  /** Default: in this process. */
  readonly scheduler?: TaskScheduler
  /** Whether simulated models answer. Asked for each result. Default: no. */
  readonly isSimulated?: () => boolean
  /** Told while nothing can start. */
  readonly onWait?: (event: Extract<ScheduleEvent<unknown, unknown>, { type: 'waiting' }>) => void
}

export interface EvaluateVariantOptions {
  /** Indices of draws: each case runs once for each. */
  readonly repeats: readonly number[]
  readonly keepTraces: boolean
  readonly signal?: AbortSignal
}

interface EvaluationTask {
  readonly testCase: TestCase
  readonly repeat: number
  readonly startedAt: string
  runs?: Awaited<ReturnType<typeof runCase>>
}

/**
 * Runs any variant of a workflow on any of its cases, without a run folder: for whoever keeps results elsewhere and asks for a few at
 * a time, such as a search for better prompts. Close it to take the variants off their target; the target stays open.
 */
export class TargetEvaluator implements AsyncDisposable {
  readonly #options: TargetEvaluatorOptions
  readonly #document: DslDocument
  readonly #scheduler: TaskScheduler
  readonly #variants: OpenVariants

  constructor(options: TargetEvaluatorOptions) {
    const { baseline, target, scheduler, document } = options
    this.#options = options
    this.#document = document ?? parseDsl(baseline.dsl, { workflowId: baseline.manifest.workflow.id })
    this.#scheduler = scheduler ?? new InProcessScheduler()
    this.#variants = new OpenVariants(target)
  }

  /**
   * Yields a result for each case and each repeat, as they finish. What the infrastructure failed after all retries, or did not get to
   * because of a limit, comes as `infra_error`.
   *
   * @throws {@link PlanError} for a case that compares variants: here each runs on its own.
   */
  async *evaluate(
    variant: PromptVariant,
    cases: readonly TestCase[],
    { repeats, keepTraces, signal }: EvaluateVariantOptions,
  ): AsyncGenerator<TestResult, void> {
    for (const testCase of cases) if (comparesVariants(testCase)) throw comparing(testCase)
    const tasks = repeats.flatMap((repeat) =>
      cases.map((testCase): EvaluationTask => ({ testCase, repeat, startedAt: new Date().toISOString() })),
    )
    const left = new Set(tasks)
    const { execution } = this.#options.baseline.manifest
    const work = async (task: EvaluationTask, call: WorkCall) => this.#run(task, call, { variant, keepTraces })
    const lanes = [{ weight: 1, tasks }]
    // Limits of a plan are for runs of the plan; who asks for a few results at a time has limits of its own.
    const { max_consecutive_errors } = execution.stop
    const policy = { ...execution, stop: { max_consecutive_errors } }
    const schedule = { policy, ...(signal === undefined ? {} : { signal }) }
    for await (const event of this.#scheduler.schedule(lanes, work, schedule)) {
      if (event.type === 'waiting') this.#options.onWait?.(event)
      else if (event.type === 'stopped') {
        const kind = event.reason.kind === 'aborted' ? 'cancelled' : 'budget'
        const error = new InfrastructureError(event.reason.message, { class: kind })
        for (const task of left) yield this.#lost(task, error, { variant, attempts: 1 })
      } else {
        left.delete(event.task)
        yield event.type === 'done'
          ? event.result
          : this.#lost(event.task, event.error, { variant, attempts: event.attempts })
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#variants[Symbol.asyncDispose]()
  }

  async #run(
    task: EvaluationTask,
    { signal, attempt }: WorkCall,
    { variant, keepTraces }: { readonly variant: PromptVariant; readonly keepTraces: boolean },
  ): Promise<TestResult> {
    const { repeat } = task
    const { baseline } = this.#options
    const testCase = await resolveFileInputs(task.testCase, baseline.cases.baseFolder)
    task.runs ??= await this.#variants.use(
      { id: variant.variant_id, workflowId: baseline.manifest.workflow.id, dsl: () => this.#patch(variant) },
      async (deployment) => runCase(deployment, testCase, { repeat, signal }),
      signal,
    )
    const { runs } = task
    const assertions = await this.#judge({ variantId: variant.variant_id, runs }, testCase, { repeat, signal })
    return toTestResult({ ...this.#partsOf(task, variant), runs, assertions, attempts: attempt, keepTraces })
  }

  #patch(variant: PromptVariant): string {
    if (variant.variant_id === baselineId && variant.nodes.length === 0) return this.#options.baseline.dsl
    return new PromptPatchEngine().applyPatches(this.#document, variant.nodes).text
  }

  async #judge(outcome: Parameters<Judge>[0][number], testCase: TestCase, options: Parameters<Judge>[2]) {
    try {
      const [assertions = []] = await this.#options.judge([outcome], testCase, options)
      return assertions
    } catch (error) {
      if (options.signal.aborted)
        throw new InfrastructureError('The judging was stopped from outside', { class: 'cancelled', cause: error })
      if (error instanceof UncheckableError)
        throw new InfrastructureError(error.message, { class: 'judge', cause: error })
      throw error
    }
  }

  #lost(
    task: EvaluationTask,
    infrastructureError: InfrastructureError,
    { variant, attempts }: { readonly variant: PromptVariant; readonly attempts: number },
  ): TestResult {
    return toTestResult({
      ...this.#partsOf(task, variant),
      runs: task.runs ?? [],
      assertions: [],
      infrastructureError,
      attempts,
      startedAt: task.startedAt,
      finishedAt: new Date().toISOString(),
    })
  }

  #partsOf({ testCase, repeat }: EvaluationTask, variant: PromptVariant) {
    const { baseline, isSimulated } = this.#options
    return {
      manifestId: baseline.manifest.manifest_id,
      workflowId: baseline.manifest.workflow.id,
      variantId: variant.variant_id,
      testCase,
      caseSha256: caseHash(testCase),
      repeat,
      simulated: isSimulated?.() ?? false,
    }
  }
}

function comparing({ case_id }: TestCase): PlanError {
  return new PlanError(
    `Case "${case_id}" compares variants with each other (select-best), which says nothing of one alone; judge it with llm-rubric or another assertion.`,
    { case_id },
  )
}
