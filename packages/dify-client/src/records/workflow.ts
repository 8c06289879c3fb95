import { z } from 'zod'

const values = z.record(z.string(), z.unknown())

/** The draft of a workflow. Secret environment variables come masked. */
export const draftSchema = z.looseObject({
  id: z.string(),
  graph: z.looseObject({}),
  features: z.looseObject({}),
  /** Of graph and features only. */
  hash: z.string(),
  environment_variables: z
    .array(z.looseObject({ id: z.string(), name: z.string(), value_type: z.string() }))
    .default([]),
  conversation_variables: z.array(z.looseObject({})).default([]),
})
export type Draft = z.infer<typeof draftSchema>

export const draftSyncSchema = z.looseObject({ result: z.string(), hash: z.string() })

/** A version of a workflow; that of the draft is `draft`. */
export const workflowVersionSchema = z.looseObject({
  id: z.string(),
  version: z.string(),
  marked_name: z.string().nullish(),
  created_at: z.union([z.number(), z.string()]).nullish(),
})
export type WorkflowVersion = z.infer<typeof workflowVersionSchema>

export const workflowVersionPageSchema = z.looseObject({
  items: z.array(workflowVersionSchema),
  has_more: z.boolean().default(false),
})

/** A run, as the console lists it. */
export const workflowRunSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  version: z.string().nullish(),
  elapsed_time: z.number().nullish(),
  total_tokens: z.number().nullish(),
  total_steps: z.number().nullish(),
  created_at: z.union([z.number(), z.string()]).nullish(),
  finished_at: z.union([z.number(), z.string()]).nullish(),
})
export type WorkflowRun = z.infer<typeof workflowRunSchema>

export const workflowRunPageSchema = z.looseObject({ has_more: z.boolean(), data: z.array(workflowRunSchema) })

/** One run of a node. The order of lists differs between versions; `index` counts where the server counts. */
export const nodeExecutionSchema = z.looseObject({
  id: z.string(),
  index: z.number().nullish(),
  node_id: z.string(),
  node_type: z.string(),
  title: z.string(),
  inputs: values.nullish(),
  process_data: values.nullish(),
  outputs: values.nullish(),
  status: z.string(),
  error: z.string().nullish(),
  elapsed_time: z.number().nullish(),
  execution_metadata: values.nullish(),
})
export type NodeExecution = z.infer<typeof nodeExecutionSchema>

export const nodeExecutionListSchema = z.looseObject({ data: z.array(nodeExecutionSchema) })
