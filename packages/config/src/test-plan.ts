import { z } from 'zod'
import { datasetSchema } from './dataset.ts'
import { executionOverridesSchema } from './execution-policy.ts'
import { modelRolesSchema } from './model-roles.ts'
import { promptVariantSchema } from './prompt-patch.ts'

export const planMetaSchema = z.strictObject({
  plan_id: z.string().min(1).meta({ description: 'Names the plan in runs and reports.' }),
  description: z.string().default('').meta({ description: 'What the plan is for.' }),
  owner: z.string().optional().meta({ description: 'Whom to ask.' }),
})
export type PlanMeta = z.infer<typeof planMetaSchema>

/** One workflow of the catalog, the cases it runs on, and the variants of its prompts. */
export const workflowPlanSchema = z.strictObject({
  catalog_id: z.string().min(1).meta({ description: 'Id of the workflow in the catalog.' }),
  enabled: z.boolean().default(true).meta({ description: 'Whether the plan runs it.' }),
  weight: z.number().positive().default(1).meta({ description: 'Priority among the workflows; larger goes first.' }),
  dataset_refs: z.array(z.string().min(1)).min(1).meta({ description: 'Ids of the datasets it runs on.' }),
  include_baseline: z.boolean().default(true).meta({ description: 'Whether the unchanged app file runs as well.' }),
  prompt_optimization: z
    .array(promptVariantSchema)
    .default([])
    .meta({ description: 'Variants of the prompts to compare.' }),
})
export type WorkflowPlan = z.infer<typeof workflowPlanSchema>

export const planOutputsSchema = z.strictObject({
  dir: z.string().min(1).optional().meta({ description: 'Folder of the runs. Default: `io_paths.runs`.' }),
  formats: z
    .array(z.enum(['json', 'jsonl', 'csv', 'xlsx', 'junit', 'markdown', 'html']))
    .default(['json'])
    .meta({ description: 'Reports to write beside the results.' }),
})
export type PlanOutputs = z.infer<typeof planOutputsSchema>

/** `test_plan.yaml`: which workflows run on which cases with which variants. */
export const testPlanSchema = z.strictObject({
  meta: planMetaSchema.meta({ description: 'What the plan is called and for.' }),
  workflows: z.array(workflowPlanSchema).min(1).meta({ description: 'What to run.' }),
  datasets: z.array(datasetSchema).min(1).meta({ description: 'What to run it on.' }),
  target: z.enum(['local', 'dify']).default('local').meta({ description: 'Where variants run.' }),
  model_roles: modelRolesSchema
    .prefault({})
    .meta({ description: 'Which models do which work in this plan, in place of those in env_config.' }),
  execution: executionOverridesSchema
    .prefault({})
    .meta({ description: 'How cases are run; what is absent comes from env_config.' }),
  outputs: planOutputsSchema.prefault({}).meta({ description: 'What is written, and where.' }),
})
export type TestPlan = z.infer<typeof testPlanSchema>
