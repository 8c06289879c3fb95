import { holm, type Verdict } from '@autoopt/collector'
import type { PromptVariant, TestCase } from '@autoopt/config'
import type { Phase } from '../race/observation.ts'
import type { ObservationStore } from '../race/observation-store.ts'
import type { VerdictCap } from '../splits/split-plan.ts'
import type { Confirmation, FinalistMeasures, FinalistReport } from './confirmation.ts'
import { decideVerdict } from './decide-verdict.ts'
import type { GuardMargins } from './guard.ts'
import { measureFinalist } from './measure-finalist.ts'

export interface JudgeOptions {
  readonly baseline: PromptVariant
  readonly cases: readonly TestCase[]
  /** Indices of draws that the search has not used. */
  readonly repeats: readonly number[]
  readonly store: ObservationStore
  readonly phase: Phase
  readonly seed: number | string
  /** How often a useless change may be deployed. Default: 0.05. */
  readonly alpha?: number
  /** The strongest verdict that may be given, from the split. Default: `deploy`. */
  readonly cap?: VerdictCap
  /** Why, for the report; from the split. */
  readonly capReason?: string
  /** A gain below this is not worth a change. Default: 0.02. */
  readonly worthwhile?: number
  readonly margins?: GuardMargins
}

const ranks: Readonly<Record<Verdict, number>> = { deploy: 0, canary: 1, inconclusive: 2, keep: 3 }

/** Says what the results in the store prove of each finalist, without running anything. */
export function judgeFinalists(finalistIds: readonly string[], options: JudgeOptions): Confirmation {
  const { baseline, cases, repeats, alpha = 0.05, cap = 'deploy' } = options
  const measured = finalistIds.map((variantId) => measureFinalist(variantId, options))
  const adjusted = holm(measured.map(({ p }) => p))
  const report = (one: FinalistMeasures, index: number): FinalistReport => {
    const p_adjusted = adjusted[index] ?? 1
    return { ...one, p_adjusted, ...decideVerdict({ ...one, p_adjusted }, options) }
  }
  const finalists = measured.map(report).toSorted(compareReports)
  const [best] = finalists
  return {
    baseline_id: baseline.variant_id,
    verdict: best?.verdict ?? 'keep',
    winner_id: best?.variant_id ?? null,
    reason: best?.reason ?? 'The baseline stays: no candidate looked better in the search.',
    alpha,
    cap,
    case_ids: cases.map(({ case_id }) => case_id),
    repeats: [...repeats],
    finalists,
  }
}

function compareReports(one: FinalistReport, other: FinalistReport): number {
  return ranks[one.verdict] - ranks[other.verdict] || other.difference - one.difference
}
