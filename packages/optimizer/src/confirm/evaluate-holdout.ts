import type { PromptVariant, TestCase } from '@autoopt/config'
import { z } from 'zod'
import type { Evaluate } from '../evaluate.ts'
import { evaluateTogether } from '../race/evaluate-together.ts'
import type { ObservationStore } from '../race/observation-store.ts'
import { requireEnough } from '../race/require-enough.ts'
import { finalistMeasuresSchema } from './confirmation.ts'
import { describeGain } from './describe-gain.ts'
import { type HoldoutRecord, isWornOut } from './holdout-record.ts'
import { measureFinalist } from './measure-finalist.ts'

/** What the winner does on cases that nothing was chosen by. It is reported and decides nothing. */
export const holdoutReportSchema = z.looseObject({
  measures: finalistMeasuresSchema,
  /** How many campaigns have looked at these cases, this one included. */
  uses: z.int().min(1),
  is_worn_out: z.boolean(),
  /** Plain sentences. */
  summary: z.string(),
})
export type HoldoutReport = z.infer<typeof holdoutReportSchema>

export interface HoldoutOptions {
  readonly baseline: PromptVariant
  readonly winner: PromptVariant
  /** The held-out cases. */
  readonly cases: readonly TestCase[]
  readonly repeats: readonly number[]
  readonly store: ObservationStore
  readonly evaluate: Evaluate
  readonly seed: number | string
  /** With this campaign in it: see `recordHoldoutUse`. */
  readonly record: HoldoutRecord
  readonly signal?: AbortSignal
}

/**
 * Runs baseline and winner on the held-out cases, once per campaign: when the results are there already, nothing is run.
 *
 * @throws {@link TooManyMissingError} when more than a fifth of the runs has no score.
 */
export async function evaluateHoldout(options: HoldoutOptions): Promise<HoldoutReport> {
  const { baseline, winner, cases, repeats, store, evaluate, record, signal } = options
  const variants = [baseline, winner]
  const common = {
    cases,
    repeats,
    keepTraces: false,
    purpose: 'holdout' as const,
    ...(signal === undefined ? {} : { signal }),
  }
  await evaluateTogether(
    variants.map((variant) => ({ variant, ...common })),
    { store, evaluate },
  )
  requireEnough(variants, { cases, repeats, store })
  const measures = measureFinalist(winner.variant_id, { ...options, phase: 'holdout' })
  const uses = Math.max(1, record.uses.length)
  const worn = isWornOut(record)
  const warning = worn ? ` ${uses} campaigns have looked at these cases: they are worn out, and new ones are due.` : ''
  return { measures, uses, is_worn_out: worn, summary: `On held-out cases: ${describeGain(measures)}${warning}` }
}
