import type { Assertion } from '@autoopt/config'
import type { AssertionResult } from '../results/assertion-result.ts'
import { baseType } from './base-type.ts'
import { excerpt } from './excerpt.ts'
import type { Finding } from './finding.ts'

/** Where an assertion stands in its case. */
export interface AssertionPlace {
  readonly index: number
  readonly turn?: number | undefined
}

/** The record of a finding, turned round where the assertion says `not-`. `text` is what was looked at. */
export function toAssertionResult(
  finding: Finding,
  assertion: Assertion,
  { place, text }: { readonly place: AssertionPlace; readonly text?: string | undefined },
): AssertionResult {
  const { isNegated } = baseType(assertion)
  const { node, output, subject, type, weight, gate } = assertion
  const actual = finding.actual ?? text
  return {
    index: place.index,
    type,
    ...(node !== undefined && { node }),
    subject,
    ...(output !== undefined && { output }),
    ...(place.turn !== undefined && { turn: place.turn }),
    ...outcomeOf(finding, isNegated),
    weight,
    gate,
    ...(finding.expected !== undefined && { expected: excerpt(finding.expected) }),
    ...(actual !== undefined && { actual: excerpt(actual) }),
    ...(finding.judge !== undefined && { judge: finding.judge }),
  }
}

function outcomeOf(finding: Finding, isNegated: boolean): Pick<AssertionResult, 'passed' | 'score' | 'reason'> {
  const { holds, score, isVoid } = finding
  const reason = excerpt(finding.reason)
  if (!isNegated || isVoid === true) return { passed: holds, score, reason }
  return { passed: !holds, score: 1 - score, reason: `${reason} (That is ${holds ? 'not ' : ''}as it should be.)` }
}
