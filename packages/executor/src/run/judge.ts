import {
  type AssertionPorts,
  type AssertionResult,
  assertResult,
  comparesVariants,
  selectBest,
} from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import type { RunTrace } from '@autoopt/trace'
import { hasSucceeded } from './run-case.ts'

/** What a variant came to: one run, or one for each turn of a conversation. */
export interface VariantOutcome {
  readonly variantId: string
  readonly runs: readonly RunTrace[]
}

export interface JudgeOptions {
  readonly signal: AbortSignal
  /** From 0. */
  readonly repeat: number
}

/** Checks the assertions of a case on each outcome, in their order: a list of results for each. There are none for runs that failed. */
export type Judge = (
  outcomes: readonly VariantOutcome[],
  testCase: TestCase,
  options: JudgeOptions,
) => Promise<AssertionResult[][]>

/** Judges by the assertions of cases. Throws what {@link assertResult} and {@link selectBest} throw. */
export function judgeByAssertions(ports: AssertionPorts): Judge {
  return async (outcomes, testCase, options) => {
    const isCompared = outcomes.length > 1 && comparesVariants(testCase)
    const own = await Promise.all(
      outcomes.map(async ({ runs }) =>
        runs.every(hasSucceeded)
          ? assertResult(runs, testCase, ports, { ...options, ...(isCompared ? { selectBest: 'later' } : {}) })
          : [],
      ),
    )
    if (!isCompared) return own
    const byVariant = Object.fromEntries(outcomes.map(({ variantId, runs }) => [variantId, runs]))
    const compared = await selectBest(byVariant, testCase, ports, options)
    return outcomes.map(({ variantId, runs }, index) =>
      runs.every(hasSucceeded) ? [...(own[index] ?? []), ...(compared[variantId] ?? [])] : [],
    )
  }
}
