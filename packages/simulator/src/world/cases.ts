import { expectedText } from './expected-text.ts'
import { checksOf } from './checks-of.ts'
import type { CaseFacts, Split, WorldCase, WorldPlan } from './world.ts'

const byRef = new WeakMap<WorldPlan, Map<string, CaseFacts>>()

/** All cases of a world by their reference, made once. */
export function factsByRef(plan: WorldPlan): ReadonlyMap<string, CaseFacts> {
  const made =
    byRef.get(plan) ?? new Map(allIndexes(plan).map((index) => [plan.makeCase(index).ref, plan.makeCase(index)]))
  byRef.set(plan, made)
  return made
}

/** The cases of a split, as a tester sees them. */
export function casesOf(plan: WorldPlan, split: Split): WorldCase[] {
  const start = splits.slice(0, splits.indexOf(split)).reduce((sum, earlier) => sum + plan.sizes[earlier], 0)
  return Array.from({ length: plan.sizes[split] }, (_, index) => {
    const facts = plan.makeCase(start + index)
    return {
      case_id: facts.ref,
      inputs: { text: facts.text },
      expected_outputs: { text: expectedText(plan, facts) },
      assertions: plan.judge.isMetric ? [rubric(facts)] : checksOf(plan, facts).map(({ check }) => check),
      tags: [split],
    }
  })
}

function allIndexes(plan: WorldPlan): number[] {
  return Array.from({ length: splits.reduce((sum, split) => sum + plan.sizes[split], 0) }, (_, index) => index)
}

function rubric({ ref }: CaseFacts): WorldCase['assertions'][number] {
  return {
    type: 'llm-rubric',
    value: `A good answer to message ${ref}: right in every respect and pleasant to read.`,
    weight: 1,
    description: 'what the judge says',
  }
}

const splits: readonly Split[] = ['train', 'validation', 'test']
