import type { Assertion, ConversationTurn, TestCase } from '@autoopt/config'
import type { RunTrace } from '@autoopt/trace'
import type { AssertionPlace } from './to-assertion-result.ts'

/** An assertion, where it stands in its case, and the turn that it is about. */
export interface PlacedAssertion {
  readonly assertion: Assertion
  readonly place: AssertionPlace
  readonly turn?: ConversationTurn | undefined
}

/** All assertions of a case in their order: those of the case, then those of each turn. */
export function placedAssertions({ assertions, turns = [] }: TestCase): PlacedAssertion[] {
  const ofCase = assertions.map((assertion, index) => ({ assertion, place: { index } }))
  const ofTurns = turns.flatMap((turn, turnIndex) =>
    turn.assertions.map((assertion, index) => ({ assertion, place: { index, turn: turnIndex }, turn })),
  )
  return [...ofCase, ...ofTurns]
}

/** The runs that an assertion is about: all of a conversation, or that of one turn, which may be missing. */
export function runsAt(runs: readonly RunTrace[], { turn }: AssertionPlace): readonly RunTrace[] {
  return turn === undefined ? runs : runs.slice(turn, turn + 1)
}
