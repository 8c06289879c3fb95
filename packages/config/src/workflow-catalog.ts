import { z } from 'zod'
import { secretSchema } from './secret.ts'

/** A node worth naming in plans and reports. The app file stays the authority. */
export const nodeMetaSchema = z.strictObject({
  node_id: z.string().min(1).meta({ description: "The node's id in the app file." }),
  label: z.string().optional().meta({ description: "The node's title." }),
  type: z.string().min(1).optional().meta({ description: "The node's type, e.g. `llm`." }),
  path: z.string().startsWith('/').optional().meta({ description: 'JSON Pointer to the node in the app file.' }),
})
export type NodeMeta = z.infer<typeof nodeMetaSchema>

/** The app on a Dify server that an entry stands for. */
export const difyAppSchema = z.strictObject({
  app_id: z.string().min(1).optional().meta({ description: "The app's id in the console." }),
  api_key: secretSchema
    .optional()
    .meta({ description: "The app's service API key (`app-…`); best as `${NAME}`. Default: the one in env_config." }),
})
export type DifyApp = z.infer<typeof difyAppSchema>

export const workflowTypeSchema = z.enum(['workflow', 'advanced-chat', 'chat', 'agent-chat', 'completion', 'agent'])
export type WorkflowType = z.infer<typeof workflowTypeSchema>

/** One workflow that a team tests. */
export const workflowEntrySchema = z.strictObject({
  id: z.string().min(1).meta({ description: 'The id that plans use, unique in the catalog.' }),
  label: z.string().default('').meta({ description: 'A name for people.' }),
  type: workflowTypeSchema.default('workflow').meta({ description: "The app's mode." }),
  version: z.string().min(1).optional().meta({ description: 'A version of your own for this app file.' }),
  dsl_path: z
    .string()
    .min(1)
    .meta({ description: 'Path of the app file, relative to `io_paths.workflow_dsl`, else to the catalog.' }),
  checksum: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits')
    .optional()
    .meta({ description: 'SHA-256 of the app file when it was pulled.' }),
  dify: difyAppSchema.optional().meta({ description: 'The app on the Dify server.' }),
  nodes: z.array(nodeMetaSchema).default([]).meta({ description: 'Nodes worth naming in plans and reports.' }),
  tags: z.array(z.string().min(1)).default([]).meta({ description: 'Words to choose workflows by.' }),
})
export type WorkflowEntry = z.infer<typeof workflowEntrySchema>

/** `workflow_catalog.yaml`: the workflows that a team tests. */
export const workflowCatalogSchema = z.strictObject({
  workflows: z.array(workflowEntrySchema).meta({ description: 'The workflows, in the order in which they are shown.' }),
})
export type WorkflowCatalog = z.infer<typeof workflowCatalogSchema>

/** The entry with this id. */
export function findWorkflow(catalog: WorkflowCatalog, id: string): WorkflowEntry | undefined {
  return catalog.workflows.find((workflow) => workflow.id === id)
}
