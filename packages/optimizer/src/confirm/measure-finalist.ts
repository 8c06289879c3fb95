import {
  bootstrapInterval,
  mcnemarTest,
  minimumDetectableEffect,
  pairedMean,
  pairedVariance,
  permutationTest,
  posteriorDifference,
} from '@autoopt/collector'
import type { TestResult } from '@autoopt/collector'
import type { ObservedPair, PairOptions } from '../race/observation-store.ts'
import { checkGuards } from './check-guards.ts'
import type { FinalistMeasures } from './confirmation.ts'
import type { JudgeOptions } from './judge-finalists.ts'
import { strictPasses } from './strict-passes.ts'
import { usageChange } from './usage-change.ts'

/** Smaller differences of a case are rounding. */
const tie = 1e-9

/** Computes the statistics of one finalist from what is in the store. */
export function measureFinalist(variantId: string, options: JudgeOptions): FinalistMeasures {
  const { baseline, cases, store, phase, repeats, margins = {} } = options
  const pairing: PairOptions = { baseline: baseline.variant_id, candidate: variantId, phase, repeats }
  const pairs = store.pairs(cases, pairing)
  const { difference, units } = pairedMean(pairs)
  const before = scored(store.results(pairing.baseline, { phase, repeats }))
  const after = scored(store.results(variantId, { phase, repeats }))
  const usage = before.length > 0 && after.length > 0 ? usageChange(before, after) : null
  const { wins, losses, ...passes } = strictPasses(cases, { ...pairing, store })
  return {
    variant_id: variantId,
    cases: pairs.length,
    units,
    missing_runs: 2 * cases.length * repeats.length - before.length - after.length,
    difference,
    ...test(pairs, { ...options, variantId, units }),
    probability_above: posteriorDifference(pairs).probabilityAbove,
    ...passes,
    mcnemar_p: mcnemarTest({ wins, losses }).p,
    ...changedCases(pairs),
    usage,
    guards: usage === null ? [] : checkGuards(cases, { ...pairing, store, margins, usage }),
  }
}

function scored(results: readonly TestResult[]): TestResult[] {
  return results.filter(({ score }) => score !== null)
}

function test(
  pairs: readonly ObservedPair[],
  {
    seed,
    variantId,
    units,
    repeats,
    alpha = 0.05,
  }: JudgeOptions & { readonly variantId: string; readonly units: number },
): Pick<FinalistMeasures, 'interval' | 'p' | 'detectable_difference'> {
  if (units < 2) return { interval: null, p: 1, detectable_difference: null }
  const { low, high, level, method } = bootstrapInterval(pairs, { seed: `${seed}:interval:${variantId}` })
  return {
    interval: { low, high, level, method },
    p: permutationTest(pairs, { seed: `${seed}:flips:${variantId}` }).p,
    detectable_difference: minimumDetectableEffect(pairedVariance(pairs), {
      cases: pairs.length,
      repeats: repeats.length,
      alpha,
    }),
  }
}

function changedCases(pairs: readonly ObservedPair[]): Pick<FinalistMeasures, 'won' | 'lost' | 'tied'> {
  const changes = pairs.map(({ caseId, ...pair }) => ({ caseId, change: pairedMean([pair]).difference }))
  const ids = (list: typeof changes): string[] =>
    list.toSorted((one, other) => Math.abs(other.change) - Math.abs(one.change)).map(({ caseId }) => caseId)
  return {
    won: ids(changes.filter(({ change }) => change > tie)),
    lost: ids(changes.filter(({ change }) => change < -tie)),
    tied: changes.filter(({ change }) => Math.abs(change) <= tie).length,
  }
}
