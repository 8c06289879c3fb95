import type { TestResult } from '@autoopt/collector'
import type { PromptVariant, TestCase } from '@autoopt/config'
import type { Evaluate, EvaluateOptions } from '../../evaluate.ts'
import { isUnfinished } from '../../race/evaluate-missing.ts'
import type { FollowedRounds } from '../budget/followed-rounds.ts'
import type { Spending } from '../budget/spending.ts'
import type { CampaignJournal } from './campaign-journal.ts'
import { UnfinishedRunsError } from '../errors.ts'
import type { JournalReplay } from './journal-replay.ts'

export interface JournalPorts {
  readonly journal: CampaignJournal
  readonly replay: JournalReplay
  readonly spending: Spending
  readonly followed: FollowedRounds
}

/**
 * The same `Evaluate`, with what the journal holds taken from there and the rest noted as it comes. Results come in the order of the cases and
 * their repeats, whatever order they finished in.
 *
 * @throws {@link BudgetExceededError} before anything runs, when the budget does not hold all of it.
 */
export function journaledEvaluate(evaluate: Evaluate, ports: JournalPorts): Evaluate {
  return async function* (variant, cases, options) {
    const { replay, spending, followed } = ports
    const results = new Map<string, TestResult>()
    const uncounted: TestResult[] = []
    const missing: [TestCase, number[]][] = []
    for (const testCase of cases) {
      const lacking = options.repeats.filter((repeat) => {
        const key = { variantId: variant.variant_id, caseId: testCase.case_id, repeat }
        const known = replay.result(key)
        if (known === undefined) return true
        results.set(placeOf(known), known)
        if (!replay.isCountedRun(key)) uncounted.push(known)
        return false
      })
      if (lacking.length > 0) missing.push([testCase, lacking])
    }
    if (missing.length > 0) followed.miss()
    const count = uncounted.length + missing.reduce((sum, [, lacking]) => sum + lacking.length, 0)
    spending.startRuns(count)
    try {
      for (const result of await runMissing({ evaluate, variant, missing, options }, ports)) {
        results.set(placeOf(result), result)
        uncounted.push(result)
      }
    } finally {
      spending.endRuns(count, uncounted)
    }
    for (const testCase of cases)
      for (const repeat of options.repeats) {
        const place = placeOf({ case_id: testCase.case_id, repeat })
        const result = results.get(place)
        results.delete(place)
        if (result !== undefined) yield result
      }
    // What was not asked for is for the caller to refuse.
    yield* results.values()
  }
}

interface MissingRuns {
  readonly evaluate: Evaluate
  readonly variant: PromptVariant
  readonly missing: readonly [TestCase, readonly number[]][]
  readonly options: EvaluateOptions
}

async function runMissing(
  { evaluate, variant, missing, options }: MissingRuns,
  { journal }: JournalPorts,
): Promise<TestResult[]> {
  const results: TestResult[] = []
  const written: Promise<void>[] = []
  const { purpose } = options
  try {
    for (const [repeats, cases] of byRepeats(missing))
      for await (const result of evaluate(variant, cases, { ...options, repeats })) {
        results.push(result)
        if (!isUnfinished(result)) written.push(journal.append({ kind: 'result', purpose, result }))
      }
  } finally {
    await Promise.all(written)
  }
  const unfinished = results.filter((result) => isUnfinished(result))
  const [first] = unfinished
  if (first === undefined) return results
  options.signal?.throwIfAborted()
  throw new UnfinishedRunsError({ runs: unfinished.length, reason: first.error?.message ?? 'no reason is known' })
}

/** Cases that lack the same repeats are run together. */
function byRepeats(missing: MissingRuns['missing']): [readonly number[], TestCase[]][] {
  const batches = new Map<string, [readonly number[], TestCase[]]>()
  for (const [testCase, repeats] of missing) {
    const batch = batches.get(repeats.join(' '))
    if (batch === undefined) batches.set(repeats.join(' '), [repeats, [testCase]])
    else batch[1].push(testCase)
  }
  return [...batches.values()]
}

function placeOf({ case_id, repeat }: Pick<TestResult, 'case_id' | 'repeat'>): string {
  return JSON.stringify([case_id, repeat])
}
