import { comparesVariants } from '@autoopt/collector'
import { caseHash } from '../cases/case-hash.ts'
import { resolveFileInputs } from '../cases/resolve-file-inputs.ts'
import { isInShare } from '../manifest/is-in-share.ts'
import type { PlannedRun } from '../manifest/planned-run.ts'
import type { TaskLane } from '../schedule/task-scheduler.ts'
import type { CaseTask, VariantTask } from './case-task.ts'
import { resultKey } from './result-key.ts'

export interface InterleaveOptions {
  /** Keys of the results that there are. */
  readonly finished: ReadonlySet<string>
  readonly signal?: AbortSignal
}

/**
 * The tasks of a run, one lane for each workflow.
 *
 * All variants run a case before the next case comes, each time another one first: what changes with time, such as the load of a
 * server, meets all of them alike. All cases run once before one runs again. A case whose assertions compare variants is one task on
 * all of them.
 */
export function interleaveTasks(runs: readonly PlannedRun[], options: InterleaveOptions): TaskLane<CaseTask>[] {
  const workflows = [...new Set(runs.map(({ manifest }) => manifest.workflow.id))]
  return workflows.map((id) => {
    const variants = runs.filter(({ manifest }) => manifest.workflow.id === id)
    return { weight: variants[0]?.manifest.priority ?? 1, tasks: tasksOf(variants, options) }
  })
}

async function* tasksOf(variants: readonly PlannedRun[], options: InterleaveOptions): AsyncGenerator<CaseTask> {
  const repeats = Math.max(...variants.map(({ manifest }) => manifest.execution.repeat))
  for (let repeat = 0; repeat < repeats; repeat += 1) yield* tasksOfRound(variants, repeat, options)
}

async function* tasksOfRound(
  variants: readonly PlannedRun[],
  repeat: number,
  { finished, signal }: InterleaveOptions,
): AsyncGenerator<CaseTask> {
  const [first] = variants
  if (first === undefined) return
  let turn = repeat
  for await (const testCase of first.cases.read(signal === undefined ? {} : { signal })) {
    const order = variants.map((_, index) => variants[(index + turn) % variants.length] ?? first)
    turn += 1
    const { case_id } = testCase
    const tasks = order.flatMap((run): VariantTask[] => {
      const { manifest_id, case_share: share, execution } = run.manifest
      if (repeat >= execution.repeat || !isInShare(case_id, { share, seed: execution.seed })) return []
      return [{ run, isFinished: finished.has(resultKey({ manifest_id, case_id, repeat })) }]
    })
    if (tasks.every(({ isFinished }) => isFinished)) continue
    const common = {
      testCase: await resolveFileInputs(testCase, first.cases.baseFolder),
      caseSha256: caseHash(testCase),
      repeat,
    }
    if (tasks.length > 1 && comparesVariants(testCase)) yield { ...common, variants: tasks }
    else for (const task of tasks) if (!task.isFinished) yield { ...common, variants: [task] }
  }
}
