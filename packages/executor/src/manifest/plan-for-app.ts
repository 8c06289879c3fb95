import { basename } from 'node:path'
import {
  type Dataset,
  type PromptVariant,
  type TestPlan,
  testPlanSchema,
  type WorkflowCatalog,
  workflowCatalogSchema,
} from '@autoopt/config'

export interface PlanForAppOptions {
  /** Path of the app file, relative to the plan folder of the builder. */
  readonly appPath: string
  /** Paths of files with cases, in any format that datasets read. */
  readonly caseFiles?: readonly string[]
  /** Cases in other forms, beside those of the files. */
  readonly datasets?: readonly Dataset[]
  readonly variants?: readonly PromptVariant[]
}

/** A catalog and a plan for one app file, where nobody wrote any. */
export function planForApp({ appPath, caseFiles = [], datasets = [], variants = [] }: PlanForAppOptions): {
  readonly catalog: WorkflowCatalog
  readonly plan: TestPlan
} {
  const id = basename(appPath).replace(/\.[^.]*$/u, '')
  const files = caseFiles.length === 0 ? [] : [{ dataset_id: 'cases', case_files: caseFiles.map((path) => ({ path })) }]
  const all = [...files, ...datasets]
  return {
    catalog: workflowCatalogSchema.parse({ workflows: [{ id, dsl_path: appPath }] }),
    plan: testPlanSchema.parse({
      meta: { plan_id: id },
      workflows: [
        {
          catalog_id: id,
          dataset_refs: all.map(({ dataset_id }) => dataset_id),
          prompt_optimization: variants,
        },
      ],
      datasets: all,
    }),
  }
}
