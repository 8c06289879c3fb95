import type { TestResult } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import { type NodeRun, nodeRuns } from './node-run.ts'

/** A case with one result of it and what its nodes did. */
export interface ObservedRun {
  readonly testCase: TestCase
  readonly result: TestResult
  readonly runs: readonly NodeRun[]
}

/** Joins results to their cases; results of unknown cases and those without a score are left out. */
export function observeRuns(results: readonly TestResult[], cases: readonly TestCase[]): ObservedRun[] {
  const byId = new Map(cases.map((testCase) => [testCase.case_id, testCase]))
  return results.flatMap((result) => {
    const testCase = byId.get(result.case_id)
    return testCase === undefined || result.score === null ? [] : [{ testCase, result, runs: nodeRuns(result) }]
  })
}
