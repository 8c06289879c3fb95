import type { ObservedRun } from './observed-run.ts'
import { expectedFacts, foldText } from './expected-facts.ts'

const usualShare = 0.6
const leastCases = 2

/**
 * Nodes whose outputs hold what is expected in most cases that pass: so what is missing there in a case that fails went wrong there or
 * before. What no passing case shows is not known, and such nodes are left out.
 */
export function factCarriers(passing: readonly ObservedRun[]): ReadonlySet<string> {
  const counts = new Map<string, { ran: number; held: number }>()
  for (const { testCase, runs } of passing) {
    const facts = expectedFacts(testCase)
    if (facts.length === 0) continue
    for (const { nodeId, output } of runs) {
      const count = counts.get(nodeId) ?? { ran: 0, held: 0 }
      counts.set(nodeId, { ran: count.ran + 1, held: count.held + Number(holdsAll(output, facts)) })
    }
  }
  const usual = [...counts].filter(([, { ran, held }]) => ran >= leastCases && held >= usualShare * ran)
  return new Set(usual.map(([nodeId]) => nodeId))
}

/** Whether a text holds each of the facts, which are folded already. */
export function holdsAll(text: string, facts: readonly string[]): boolean {
  const folded = foldText(text)
  return facts.every((fact) => folded.includes(fact))
}
