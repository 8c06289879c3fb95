import { runTraceSchema } from '@autoopt/trace'
import { z } from 'zod'
import { assertionResultSchema } from './assertion-result.ts'
import { testStatusSchema } from './test-status.ts'

const count = z.int().min(0)
const milliseconds = z.number().min(0)
/** `null` when a price is unknown. */
const dollars = z.number().min(0).nullable()

/** One run of one node, without what it read and wrote. */
export const nodeResultSchema = z.looseObject({
  node_id: z.string(),
  title: z.string(),
  type: z.string(),
  status: z.string(),
  elapsed_ms: milliseconds,
  total_tokens: count,
  total_cost_usd: dollars,
  error: z.string().nullable(),
  /** The round of the iteration or loop that holds the node, from 0. */
  iteration_index: count.optional(),
  /** The turn of a conversation, from 0. */
  turn: count.optional(),
})
export type NodeResult = z.infer<typeof nodeResultSchema>

/** One exchange of a conversation, as it went. */
export const turnResultSchema = z.looseObject({
  query: z.string(),
  answer: z.string().nullable(),
  outputs: z.record(z.string(), z.unknown()).nullable(),
  elapsed_ms: milliseconds,
})
export type TurnResult = z.infer<typeof turnResultSchema>

/** Why a case has no verdict of its assertions. */
export const resultErrorSchema = z.looseObject({
  /** The kind of failure, e.g. `rate_limit`; `workflow` when the run named none. */
  class: z.string(),
  code: z.string().optional(),
  message: z.string(),
  node_id: z.string().optional(),
})
export type ResultError = z.infer<typeof resultErrorSchema>

/** One case, run once on one variant: a line of `results.jsonl`. Everything that is counted later is counted from these. */
export const testResultSchema = z.looseObject({
  manifest_id: z.string(),
  workflow_id: z.string(),
  /** `baseline` for the app file as it is. */
  variant_id: z.string(),
  case_id: z.string(),
  /** Of the content of the case; results of different content are never compared. */
  case_sha256: z.string(),
  /** From 0. */
  repeat: count,
  status: testStatusSchema,
  /** `null` only for `infra_error`. */
  score: z.number().min(0).max(1).nullable(),
  /** Whether an assertion that is a gate does not hold. */
  gate_failed: z.boolean(),
  /** Whether no assertion took part, so that the case passed by running. */
  unasserted: z.boolean(),
  assertions: z.array(assertionResultSchema),
  /** Of the last turn, in conversations. */
  outputs: z.record(z.string(), z.unknown()).nullable(),
  answer: z.string().optional(),
  turns: z.array(turnResultSchema).optional(),
  error: resultErrorSchema.nullable(),
  started_at: z.iso.datetime(),
  finished_at: z.iso.datetime(),
  /** Time of the runs themselves, summed over turns; waiting for our own queue is not in it. */
  elapsed_ms: milliseconds,
  /** From 1; more than 1 when infrastructure failures were retried. */
  attempts: z.int().min(1),
  input_tokens: count,
  output_tokens: count,
  total_tokens: count,
  total_cost_usd: dollars,
  judge_tokens: count,
  judge_cost_usd: dollars,
  nodes: z.array(nodeResultSchema),
  tags: z.array(z.string()),
  /** Values by dimension, from tags such as `language:zh`. */
  segments: z.record(z.string(), z.string()),
  group: z.string().optional(),
  weight: z.number().positive(),
  must_pass: z.boolean(),
  /** Whether simulated models answered: the numbers say nothing about real ones. */
  simulated: z.boolean(),
  /** One for each turn; only kept when asked for. */
  traces: z.array(runTraceSchema).optional(),
})
export type TestResult = z.infer<typeof testResultSchema>
