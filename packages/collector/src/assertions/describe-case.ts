import type { ConversationTurn, TestCase } from '@autoopt/config'
import type { JudgedCase } from '../judges/judged-case.ts'

/** A case, and the turn of it that is judged, if it is one. */
export interface CaseOfAssertion {
  readonly testCase: TestCase
  readonly turn?: ConversationTurn | undefined
}

/** What a judge gets to know of a case: inputs, what the user said up to the turn, expected outputs. */
export function describeCase({ testCase, turn }: CaseOfAssertion): JudgedCase {
  const { inputs, query, turns = [] } = testCase
  const until = turn === undefined ? turns.length : turns.indexOf(turn) + 1
  const queries = turns.slice(0, until).map((each) => each.query)
  const request = {
    ...(Object.keys(inputs).length > 0 && { inputs }),
    ...(query !== undefined && { query }),
    ...(queries.length > 0 && { conversation: queries }),
  }
  const expected = (turn ?? testCase).expected_outputs
  return {
    request: Object.keys(request).length > 0 ? JSON.stringify(request, null, 2) : undefined,
    expected: expected === undefined ? undefined : JSON.stringify(expected, null, 2),
  }
}
