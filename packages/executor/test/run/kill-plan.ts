import type { ExecutionOverrides, TestCase } from '@autoopt/config'

export interface KillWorkerOptions {
  readonly folder: string
  readonly url: string
  readonly resume?: string
}

/** Every third case fails. */
export const killCases: readonly Partial<TestCase>[] = Array.from({ length: 300 }, (_, index) => ({
  case_id: `c${index}`,
  inputs: { question: `q${index}` },
  tags: [`kind:${index % 2 === 0 ? 'even' : 'odd'}`],
  weight: 1 + (index % 7) / 10,
  assertions: [
    { type: 'contains', value: index % 3 === 0 ? 'nothing' : 'to', weight: 0.1 },
    { type: 'levenshtein', value: `to q${index}`, threshold: 5, weight: 0.3 },
  ] as unknown as TestCase['assertions'],
}))

export const killExecution: ExecutionOverrides = { max_concurrency: 2 }
