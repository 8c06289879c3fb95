import type { AssertionResult } from '../../src/results/assertion-result.ts'

/** An assertion result that holds, but for what a test says of it. */
export function assertionResultOf(changes: Partial<AssertionResult> = {}): AssertionResult {
  return {
    index: 0,
    type: 'contains',
    subject: 'output',
    passed: true,
    score: 1,
    weight: 1,
    gate: false,
    reason: 'The output contains "yes".',
    ...changes,
  }
}
