import { nodesFor } from './checks-of.ts'
import { renderOutput } from './render-output.ts'
import type { CaseFacts, WorldPlan } from './world.ts'

/** What the app says for a case when every rule is followed. */
export function expectedText(plan: WorldPlan, facts: CaseFacts): string {
  const last = nodesFor(plan, facts).at(-1)
  if (last === undefined) throw new Error(`world ${plan.name} has no nodes`)
  return renderOutput(plan, last, facts, { isFollowed: () => true, padding: 0 })
}
