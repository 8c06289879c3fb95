import type { TestResult } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import type { WorldPrompts } from '@autoopt/simulator'
import type { Endpoint } from '../arena/endpoint.ts'

/** Results on some cases, in their order, and their mean score. */
export interface Evaluation {
  readonly results: readonly TestResult[]
  readonly mean: number
}

/** Runs prompts on cases, each once; `undefined` when the budget does not hold them all, and then none is run. */
export async function evaluatePrompts(
  prompts: WorldPrompts,
  cases: readonly TestCase[],
  endpoint: Endpoint,
): Promise<Evaluation | undefined> {
  if (endpoint.runsLeft < cases.length) return undefined
  const results: TestResult[] = []
  for (const testCase of cases) results.push(await endpoint.run(prompts, testCase))
  return { results, mean: results.reduce((sum, { score }) => sum + (score ?? 0), 0) / results.length }
}
