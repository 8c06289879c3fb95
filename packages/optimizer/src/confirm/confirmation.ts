import { verdictSchema } from '@autoopt/collector'
import { z } from 'zod'
import { guardResultSchema } from './guard.ts'
import { usageChangeSchema } from './usage-change.ts'

const passRateSchema = z.looseObject({
  /** Cases of which more than half of the runs passed. */
  passed: z.int().min(0),
  cases: z.int().min(0),
  /** Limits of the rate, from 0 to 1 (Wilson). */
  low: z.number(),
  high: z.number(),
})

/** The statistics of one finalist. Differences are candidate minus baseline, on scores from 0 to 1. */
export const finalistMeasuresSchema = z.looseObject({
  variant_id: z.string(),
  /** Cases that both variants have a score of, and how many of them are independent. */
  cases: z.int().min(0),
  units: z.int().min(0),
  /** Runs without a score, of both variants. */
  missing_runs: z.int().min(0),
  difference: z.number(),
  /** `null` with fewer than two independent cases. */
  interval: z
    .looseObject({ low: z.number(), high: z.number(), level: z.number(), method: z.enum(['bca', 'percentile']) })
    .nullable(),
  /** One-sided, of the sign-flip permutation test. */
  p: z.number().min(0).max(1),
  /** The belief that it is better, drawn towards "no difference". */
  probability_above: z.number().min(0).max(1),
  /** Strict passes, and McNemar's exact one-sided p of them. */
  baseline_passes: passRateSchema,
  candidate_passes: passRateSchema,
  mcnemar_p: z.number().min(0).max(1),
  /** Ids of cases whose mean score rose, or fell; the greatest change first. */
  won: z.array(z.string()),
  lost: z.array(z.string()),
  tied: z.int().min(0),
  /** `null` when no run has a score. */
  usage: usageChangeSchema.nullable(),
  guards: z.array(guardResultSchema),
  /** A true difference of this size would have been found 4 times in 5; `null` when no size would. */
  detectable_difference: z.number().nullable(),
})
export type FinalistMeasures = z.infer<typeof finalistMeasuresSchema>

/** What fresh draws say of one finalist. */
export const finalistReportSchema = finalistMeasuresSchema.extend({
  verdict: verdictSchema,
  /** Plain sentences. */
  reason: z.string(),
  /** `p`, adjusted for the number of finalists (Holm). */
  p_adjusted: z.number().min(0).max(1),
  /** So many more cases would settle it if the difference is as it looks; `null` when that is not the question. */
  extra_cases: z.int().min(0).nullable(),
})
export type FinalistReport = z.infer<typeof finalistReportSchema>

/** The outcome of one confirmation. */
export const confirmationSchema = z.looseObject({
  baseline_id: z.string(),
  verdict: verdictSchema,
  /** The finalist that the verdict is about; `null` when there was none. */
  winner_id: z.string().nullable(),
  reason: z.string(),
  /** The level that proof was asked at. */
  alpha: z.number(),
  /** The strongest verdict that the number of cases allows. */
  cap: z.enum(['deploy', 'canary', 'inconclusive']),
  case_ids: z.array(z.string()),
  repeats: z.array(z.int().min(0)),
  /** The best first. */
  finalists: z.array(finalistReportSchema),
})
export type Confirmation = z.infer<typeof confirmationSchema>
