import type { Dataset, TestCase, TestPlan, WorkflowPlan } from '@autoopt/config'
import { TestCaseGenerator } from '../cases/test-case-generator.ts'
import { PlanError } from '../errors.ts'
import type { CaseSource } from './planned-run.ts'

/** Which cases of a plan to run. */
export interface CaseChoice {
  /** Default: all. */
  readonly onlyCases?: (testCase: TestCase) => boolean
}

interface PlanCasesOptions {
  readonly planFolder: string
  readonly now: Date
  readonly seed: number
  readonly choice: CaseChoice
}

/**
 * The cases of a workflow, of its datasets in their order. Where there are several datasets, ids begin with that of theirs, so that no
 * two cases of a workflow have the same.
 *
 * @throws {@link PlanError} when the plan has no such dataset.
 */
export function planCases(plan: TestPlan, workflow: WorkflowPlan, options: PlanCasesOptions): CaseSource {
  const { planFolder: baseFolder, seed, now, choice } = options
  const datasets = workflow.dataset_refs.map((id) => findDataset(plan, id))
  const generator = new TestCaseGenerator({ baseFolder, seed, now })
  return {
    baseFolder,
    async *read(readOptions = {}) {
      for (const dataset of datasets) {
        for await (const testCase of generator.generate(dataset, readOptions)) {
          const case_id = datasets.length === 1 ? testCase.case_id : `${dataset.dataset_id}/${testCase.case_id}`
          const named = { ...testCase, case_id }
          if (choice.onlyCases?.(named) ?? true) yield named
        }
      }
    },
  }
}

function findDataset(plan: TestPlan, id: string): Dataset {
  const dataset = plan.datasets.find(({ dataset_id }) => dataset_id === id)
  if (dataset !== undefined) return dataset
  const known = plan.datasets.map(({ dataset_id }) => dataset_id).join(', ')
  throw new PlanError(`The plan has no dataset "${id}". It has ${known}.`, { dataset: id })
}
