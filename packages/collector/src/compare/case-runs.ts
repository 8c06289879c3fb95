import type { VariantKey } from '../analysis/data-collector.ts'
import { getOrCreate } from '../analysis/get-or-create.ts'
import type { TestResult } from '../results/test-result.ts'
import { MixedVariantsError } from './mixed-variants-error.ts'

/** What the repeats of one case with one variant came to. Those that the infrastructure failed are not in it. */
export interface CaseRuns {
  readonly case_id: string
  readonly case_sha256: string
  readonly group: string | undefined
  readonly weight: number
  readonly must_pass: boolean
  readonly scores: number[]
  passed: number
  gateFailed: boolean
  /** Milliseconds of the runs that came to their end. */
  readonly durations: number[]
  readonly costs: (number | null)[]
  readonly tokens: number[]
}

export interface RunsOfVariant {
  /** Undefined when there is no row. */
  readonly variant: VariantKey | undefined
  /** By id and content, in no order. */
  readonly cases: ReadonlyMap<string, CaseRuns>
}

/**
 * Reads the rows of one variant and keeps a few numbers of each.
 *
 * @throws {@link MixedVariantsError} when they are of several variants.
 */
export async function readCaseRuns(
  results: AsyncIterable<TestResult> | Iterable<TestResult>,
  { side }: { readonly side: 'baseline' | 'candidate' },
): Promise<RunsOfVariant> {
  const cases = new Map<string, CaseRuns>()
  let variant: VariantKey | undefined
  for await (const result of results) {
    const { workflow_id, variant_id } = result
    variant ??= { workflow_id, variant_id }
    if (variant.workflow_id !== workflow_id || variant.variant_id !== variant_id)
      throw new MixedVariantsError(side, [variant, { workflow_id, variant_id }])
    count(
      result,
      getOrCreate(cases, JSON.stringify([result.case_id, result.case_sha256]), () => runsOf(result)),
    )
  }
  return { variant, cases }
}

function runsOf({ case_id, case_sha256, group, weight, must_pass }: TestResult): CaseRuns {
  const none = { passed: 0, gateFailed: false }
  return { case_id, case_sha256, group, weight, must_pass, ...none, scores: [], durations: [], costs: [], tokens: [] }
}

function count(result: TestResult, runs: CaseRuns): void {
  if (result.score === null) return
  runs.scores.push(result.score)
  runs.passed += Number(result.status === 'passed')
  runs.gateFailed ||= result.gate_failed
  if (result.status !== 'error') runs.durations.push(result.elapsed_ms)
  runs.costs.push(result.total_cost_usd)
  runs.tokens.push(result.total_tokens)
}
