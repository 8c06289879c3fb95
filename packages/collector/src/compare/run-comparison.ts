import { z } from 'zod'

const count = z.int().min(0)
const share = z.number().min(0).max(1)
const probability = share.nullable()

const comparedVariantSchema = z.looseObject({ workflow_id: z.string(), variant_id: z.string() })

/** Limits of a difference, candidate minus baseline. */
const differenceIntervalSchema = z.looseObject({ low: z.number(), high: z.number(), level: share, method: z.string() })

/** One case with both variants; scores and shares are means over its repeats. */
export const caseComparisonSchema = z.looseObject({
  case_id: z.string(),
  case_sha256: z.string(),
  baseline_score: share,
  candidate_score: share,
  /** Candidate minus baseline. */
  difference: z.number(),
  /** Share of the repeats that passed. */
  baseline_passed: share,
  candidate_passed: share,
  must_pass: z.boolean(),
})
export type CaseComparison = z.infer<typeof caseComparisonSchema>

/** An amount on the cases of which it is known with both variants. */
export const amountComparisonSchema = z.looseObject({
  cases: count,
  /** Compared cases that have no such amount with one of the variants. */
  unknown_cases: count,
  /** Means over cases. */
  baseline: z.number().nullable(),
  candidate: z.number().nullable(),
  difference: z.number().nullable(),
  /** Candidate over baseline. */
  ratio: z.number().nullable(),
})
export type AmountComparison = z.infer<typeof amountComparisonSchema>

/** A duty that the candidate does not do. */
export const missedDutySchema = z.looseObject({
  case_id: z.string(),
  /** `must_pass`: the case has to pass. `gate`: an assertion that is a gate has to hold. */
  kind: z.enum(['must_pass', 'gate']),
  /** Whether the baseline did it in every repeat. */
  regression: z.boolean(),
})
export type MissedDuty = z.infer<typeof missedDutySchema>

/**
 * `better` and `worse` are proven. `blocked`: proven better in score, but a case that must pass does not, or a gate broke.
 * `no_difference_proven` is no proof that there is none. `nothing_compared`: no case has a score with both.
 */
export const comparisonOutcomeSchema = z.enum([
  'better',
  'worse',
  'blocked',
  'no_difference_proven',
  'nothing_compared',
])
export type ComparisonOutcome = z.infer<typeof comparisonOutcomeSchema>

export const scoreComparisonSchema = z.looseObject({
  /** Means over cases, by their weight. */
  baseline: share,
  candidate: share,
  difference: z.number(),
  /** `null` with fewer than two independent cases. */
  interval: differenceIntervalSchema.nullable(),
  /** Two-sided, of the paired permutation test. */
  p: probability,
  /** The smallest true difference that these cases would show in 4 of 5 comparisons; `null` when they are too few for any. */
  minimum_detectable_difference: z.number().min(0).nullable(),
})
export type ScoreComparison = z.infer<typeof scoreComparisonSchema>

/** A case passes strictly when each of its repeats passed. */
export const passComparisonSchema = z.looseObject({
  both: count,
  /** Passed with the candidate only. */
  wins: count,
  losses: count,
  neither: count,
  baseline_rate: share,
  candidate_rate: share,
  difference: z.number(),
  interval: differenceIntervalSchema,
  /** Two-sided, of McNemar's exact test. */
  p: probability,
})
export type PassComparison = z.infer<typeof passComparisonSchema>

/** What comes of holding the rows of two variants against each other. Lists are ordered by difference, then by case id. */
export const runComparisonSchema = z.looseObject({
  /** `null` when there is no row. */
  baseline: comparedVariantSchema.nullable(),
  candidate: comparedVariantSchema.nullable(),
  outcome: comparisonOutcomeSchema,
  /** The outcome in plain words. */
  conclusion: z.string(),
  compared_cases: count,
  score: scoreComparisonSchema.nullable(),
  strict_pass: passComparisonSchema.nullable(),
  wins: z.array(caseComparisonSchema),
  ties: z.array(caseComparisonSchema),
  losses: z.array(caseComparisonSchema),
  missed_duties: z.array(missedDutySchema),
  cost_usd: amountComparisonSchema,
  /** Of runs that came to their end. */
  execution_ms: amountComparisonSchema,
  total_tokens: amountComparisonSchema,
  /** Case ids that were left out, and why. */
  left_out: z.looseObject({
    /** Same id, other content. */
    changed: z.array(z.string()),
    only_baseline: z.array(z.string()),
    only_candidate: z.array(z.string()),
    /** No repeat with one of the variants that the infrastructure did not fail. */
    lost: z.array(z.string()),
  }),
})
export type RunComparison = z.infer<typeof runComparisonSchema>
