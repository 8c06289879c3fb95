import type { TestResult } from '../results/test-result.ts'

/**
 * `failing`: a result failed or ended with an error. `errors`: a result ended with an error, or was lost to the infrastructure.
 * `flaky`: repeats with one variant disagree on whether the case passes.
 */
export type CaseChoice = 'failing' | 'errors' | 'flaky'

/** The ids of the cases to run again, in the order in which they first appear. Memory grows with the cases. */
export async function chooseCases(
  results: AsyncIterable<TestResult> | Iterable<TestResult>,
  choice: CaseChoice,
): Promise<Set<string>> {
  const chosen = new Set<string>()
  const outcomes = new Map<string, boolean>()
  for await (const result of results) if (isChosen(result, { choice, outcomes })) chosen.add(result.case_id)
  return chosen
}

/** `outcomes` holds whether each case passed when it was first seen. */
function isChosen(
  result: TestResult,
  { choice, outcomes }: { readonly choice: CaseChoice; readonly outcomes: Map<string, boolean> },
): boolean {
  const { status } = result
  if (choice === 'failing') return status === 'failed' || status === 'error'
  if (choice === 'errors') return status === 'error' || status === 'infra_error'
  if (status === 'infra_error') return false
  const key = JSON.stringify([result.workflow_id, result.variant_id, result.case_id, result.case_sha256])
  const before = outcomes.get(key)
  const now = status === 'passed'
  if (before === undefined) outcomes.set(key, now)
  return before !== undefined && before !== now
}
