import { z } from 'zod'
import { nodeTraceSchema } from './node-trace.ts'

/** How a run stands or ended, in Dify's words. */
export const runStatusSchema = z.enum(['running', 'succeeded', 'partial-succeeded', 'failed', 'stopped', 'paused'])
export type RunStatus = z.infer<typeof runStatusSchema>

/** One run of a workflow, whoever ran it. */
export const runTraceSchema = z.looseObject({
  run_id: z.string(),
  workflow_id: z.string(),
  task_id: z.string().optional(),
  /** In apps with conversations. */
  conversation_id: z.string().optional(),
  message_id: z.string().optional(),
  status: runStatusSchema,
  /** As given to the run, `sys.*` among them. */
  inputs: z.record(z.string(), z.unknown()),
  /** `null` when a failed run reports none. */
  outputs: z.record(z.string(), z.unknown()).nullable(),
  /** What the user of a chat reads: the streamed message. */
  answer: z.string().optional(),
  /** Why the run failed. */
  error: z.string().nullable(),
  started_at: z.iso.datetime(),
  /** `null` while the run goes on. */
  finished_at: z.iso.datetime().nullable(),
  elapsed_ms: z.number().nonnegative(),
  total_tokens: z.number().int().nonnegative(),
  /** Sum over the nodes; `null` when the price of one of them is unknown. */
  total_cost_usd: z.number().nonnegative().nullable(),
  /** Node runs, those inside containers included. Versions of Dify count differently. */
  total_steps: z.number().int().nonnegative(),
  /** Nodes that failed and whose error strategy went on. */
  exceptions_count: z.number().int().nonnegative(),
  /** In the order in which they started. */
  nodes: z.array(nodeTraceSchema),
})
export type RunTrace = z.infer<typeof runTraceSchema>
