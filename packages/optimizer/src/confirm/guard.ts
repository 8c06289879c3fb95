import { z } from 'zod'

/** One thing that must not get worse, and whether it did. */
export const guardResultSchema = z.looseObject({
  guard: z.enum(['must_pass', 'gate', 'cost', 'latency', 'segment']),
  passed: z.boolean(),
  /** Whether the baseline stays when it did. Otherwise a person is to look first: the verdict is `canary` at most. */
  blocks: z.boolean().default(true),
  /** A plain sentence. */
  reason: z.string(),
  /** The cases that got worse, where the guard is about cases. */
  case_ids: z.array(z.string()),
})
export type GuardResult = z.infer<typeof guardResultSchema>

/**
 * How much worse a better variant may be in other respects. A margin that is given holds: beyond it the baseline stays. `null`: as much as
 * it likes. Without a word on cost or latency a variant that takes more than twice what the baseline takes, and more than a trifle more (0.1 cent, or 1,000
 * tokens without prices; a second), is a `canary`.
 */
export interface GuardMargins {
  /** Of the mean cost of a run, as a share; 0.25 allows 25 % more. Without prices, of its tokens. */
  readonly costIncrease?: number | null
  /** Of the 95th percentile of the time of a run, as a share. */
  readonly latencyIncrease?: number | null
  /** Of the mean score of a segment of 8 cases or more. Default: 0.05. */
  readonly segmentLoss?: number | null
}
