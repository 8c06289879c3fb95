import { z } from 'zod'

/** One thing that must not get worse, and whether it did. */
export const guardResultSchema = z.looseObject({
  guard: z.enum(['must_pass', 'gate', 'cost', 'latency', 'segment']),
  passed: z.boolean(),
  /** A plain sentence. */
  reason: z.string(),
  /** The cases that got worse, where the guard is about cases. */
  case_ids: z.array(z.string()),
})
export type GuardResult = z.infer<typeof guardResultSchema>

/** How much worse a better variant may be in other respects. `null`: as much as it likes. */
export interface GuardMargins {
  /** Of the mean cost of a run, as a share; 0.25 allows 25 % more. Without prices, of its tokens. Default: 0.25. */
  readonly costIncrease?: number | null
  /** Of the 95th percentile of the time of a run, as a share. Default: 0.5. */
  readonly latencyIncrease?: number | null
  /** Of the mean score of a segment of 8 cases or more. Default: 0.05. */
  readonly segmentLoss?: number | null
}
