import type { TestResult } from '@autoopt/collector'
import type { PromptVariant, TestCase } from '@autoopt/config'
import type { Evaluate, EvaluateOptions } from '../evaluate.ts'
import { UnexpectedResultError } from './errors.ts'
import type { ObservationStore } from './observation-store.ts'

/** One variant on some cases; what the store holds already is not run again. */
export interface EvaluationJob extends EvaluateOptions {
  readonly variant: PromptVariant
  readonly cases: readonly TestCase[]
}

/** Failures that say "not yet" rather than "not possible": they are not recorded, so that a resumed campaign asks again. */
const unfinished: ReadonlySet<string> = new Set(['budget', 'cancelled'])

/**
 * Runs what the store lacks of a job and records it.
 *
 * @returns how many runs were paid for.
 * @throws {@link UnexpectedResultError} when the results are not those that were asked for.
 */
export async function evaluateMissing(
  job: EvaluationJob,
  ports: { readonly store: ObservationStore; readonly evaluate: Evaluate },
): Promise<number> {
  const { variant, cases: _cases, repeats: _repeats, ...options } = job
  let runs = 0
  for (const batch of missingBatches(job, ports.store)) {
    const asked = new Set(batch.cases.map((testCase) => testCase.case_id))
    for await (const result of ports.evaluate(variant, batch.cases, { ...options, repeats: batch.repeats })) {
      requireAsked(result, { variant, asked, repeats: batch.repeats })
      if (isUnfinished(result)) continue
      if (ports.store.add({ purpose: job.purpose, result })) runs += 1
    }
  }
  return runs
}

interface Batch {
  readonly cases: TestCase[]
  readonly repeats: readonly number[]
}

/** Cases that lack the same repeats go together. */
function missingBatches({ variant, cases, repeats }: EvaluationJob, store: ObservationStore): Batch[] {
  const batches = new Map<string, Batch>()
  for (const testCase of cases) {
    const lacking = repeats.filter((repeat) => store.get(variant.variant_id, testCase.case_id, repeat) === undefined)
    if (lacking.length === 0) continue
    const key = lacking.join(' ')
    const batch = batches.get(key)
    if (batch === undefined) batches.set(key, { cases: [testCase], repeats: lacking })
    else batch.cases.push(testCase)
  }
  return [...batches.values()]
}

function requireAsked(
  result: TestResult,
  expected: {
    readonly variant: PromptVariant
    readonly asked: ReadonlySet<string>
    readonly repeats: readonly number[]
  },
): void {
  const { variant_id: variantId, case_id: caseId, repeat } = result
  const isAsked =
    variantId === expected.variant.variant_id && expected.asked.has(caseId) && expected.repeats.includes(repeat)
  if (!isAsked) throw new UnexpectedResultError({ variantId, caseId, repeat })
}

/** Whether a run says no more than that it has to be asked for again. */
export function isUnfinished({ status, error }: TestResult): boolean {
  return status === 'infra_error' && error !== null && unfinished.has(error.class)
}
