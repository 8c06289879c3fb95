import { z } from 'zod'

/** Which model judged, with which prompt, and what that took. */
export const judgeUseSchema = z.looseObject({
  model: z.string(),
  prompt_version: z.string(),
  /** Answers that took part in the decision. */
  votes: z.int().min(1),
  total_tokens: z.int().min(0),
  /** `null` when the price is unknown. */
  cost_usd: z.number().min(0).nullable(),
})
export type JudgeUse = z.infer<typeof judgeUseSchema>

/** What one assertion found in one run of a case. */
export const assertionResultSchema = z.looseObject({
  /** Place in the list of assertions of the case, or of the turn, from 0. */
  index: z.int().min(0),
  type: z.string(),
  /** The node that was looked at; absent for the final output. */
  node: z.string().optional(),
  subject: z.enum(['output', 'prompt']),
  /** The output variable that was looked at; absent for all of them. */
  output: z.string().optional(),
  /** The turn of a conversation, from 0; absent for the conversation as a whole and for single runs. */
  turn: z.int().min(0).optional(),
  passed: z.boolean(),
  score: z.number().min(0).max(1),
  /** Share in the score of the case. With 0 it only observes, unless it is a gate. */
  weight: z.number().min(0),
  gate: z.boolean(),
  /** A plain sentence that says what was found. */
  reason: z.string(),
  /** Excerpts, bounded by whoever wrote the result. */
  expected: z.string().optional(),
  actual: z.string().optional(),
  judge: judgeUseSchema.optional(),
})
export type AssertionResult = z.infer<typeof assertionResultSchema>
