import { z } from 'zod'

/** How a node run stands or ended. `exception`: it failed, and its error strategy went on. */
export const nodeStatusSchema = z.enum(['running', 'succeeded', 'failed', 'exception', 'stopped', 'paused'])
export type NodeStatus = z.infer<typeof nodeStatusSchema>

/** A message as a model received it. */
export const renderedPromptSchema = z.looseObject({
  role: z.string(),
  text: z.string(),
  files: z.array(z.unknown()).optional(),
})
export type RenderedPrompt = z.infer<typeof renderedPromptSchema>

/** An attempt that failed and was followed by another. */
export const nodeRetrySchema = z.looseObject({
  /** From 1. */
  retry_index: z.number().int().positive(),
  error: z.string().nullable(),
})
export type NodeRetry = z.infer<typeof nodeRetrySchema>

/** One run of one node; a node inside an iteration or a loop has one for each round. */
export const nodeTraceSchema = z.looseObject({
  /** Of this run of the node. */
  id: z.string(),
  node_id: z.string(),
  node_type: z.string(),
  title: z.string(),
  status: nodeStatusSchema,
  inputs: z.record(z.string(), z.unknown()).nullable(),
  process_data: z.record(z.string(), z.unknown()).nullable(),
  outputs: z.record(z.string(), z.unknown()).nullable(),
  /** The messages that a model node sent; empty for other nodes, and where the server tells none. */
  prompts: z.array(renderedPromptSchema),
  error: z.string().nullable(),
  /** The class of the failure, where it is known. */
  error_type: z.string().nullable(),
  started_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
  elapsed_ms: z.number().nonnegative(),
  prompt_tokens: z.number().int().nonnegative(),
  completion_tokens: z.number().int().nonnegative(),
  total_tokens: z.number().int().nonnegative(),
  /** 0 for nodes that call no model; `null` when the price is unknown. */
  cost_usd: z.number().nonnegative().nullable(),
  /** The container that holds the node, and its round from 0. */
  iteration_id: z.string().optional(),
  iteration_index: z.number().int().nonnegative().optional(),
  loop_id: z.string().optional(),
  loop_index: z.number().int().nonnegative().optional(),
  retries: z.array(nodeRetrySchema),
  /** Everything else that was said about the run: error strategy, tool, agent log, durations of rounds. */
  execution_metadata: z.record(z.string(), z.unknown()).nullable(),
})
export type NodeTrace = z.infer<typeof nodeTraceSchema>
