import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type ExecutionOverrides,
  promptVariantSchema,
  type PromptVariant,
  type TestCase,
  testCaseSchema,
} from '@autoopt/config'
import { planForApp } from '../../src/manifest/plan-for-app.ts'
import type { PlannedRun } from '../../src/manifest/planned-run.ts'
import { type BuildOptions, RunManifestBuilder } from '../../src/manifest/run-manifest-builder.ts'
import { modelApp } from './model-app.ts'

export interface PlanRunsOptions extends BuildOptions {
  readonly folder: string
  readonly cases?: readonly Partial<TestCase>[]
  readonly variants?: never
  readonly prompts?: readonly string[]
  readonly weights?: readonly number[]
  readonly system?: string
  readonly execution?: ExecutionOverrides
}

/** Plans the baseline and a variant for each prompt, on an app file that is written into the folder. */
export async function planRuns({
  folder,
  cases = manyCases(3),
  prompts = [],
  ...options
}: PlanRunsOptions): Promise<PlannedRun[]> {
  const { system, weights = [], variants: _, ...build } = options
  await writeFile(join(folder, 'app.yml'), modelApp(system === undefined ? {} : { system }))
  await writeFile(join(folder, 'cases.jsonl'), cases.map((one) => JSON.stringify(one)).join('\n'))
  const { catalog, plan } = planForApp({
    appPath: 'app.yml',
    caseFiles: ['cases.jsonl'],
    variants: prompts.map((content, index) => variant(content, index, weights[index])),
  })
  const now = new Date('2026-01-01T00:00:00Z')
  return new RunManifestBuilder({ planFolder: folder, now }).build({ catalog, plan }, build)
}

function variant(content: string, index: number, weight = 1): PromptVariant {
  return promptVariantSchema.parse({
    variant_id: `v${index + 1}`,
    weight,
    nodes: [{ selector: { by_id: 'llm' }, strategy: { mode: 'replace', content } }],
  })
}

/** Cases with one input each. */
export function manyCases(count: number): Partial<TestCase>[] {
  return Array.from({ length: count }, (_, index) => ({ case_id: `c${index}`, inputs: { question: `q${index}` } }))
}

export function testCase(parts: Partial<TestCase>): TestCase {
  return testCaseSchema.parse({ case_id: 'c', ...parts })
}
