import type { Rule } from './rule.ts'
import type { CaseFacts, NodePlan } from './world.ts'

/** The rules of a node that a case calls for. Of rules that compete for a slot, the ones about most features apply. */
export function applicableRules(node: NodePlan, facts: CaseFacts): Rule[] {
  if (node.route !== undefined && node.route !== facts.route) return []
  const fitting = node.rules.filter((rule) => fits(rule, facts))
  return fitting.filter(({ slot, features }) =>
    fitting.every((other) => other.slot !== slot || other.features.length <= features.length),
  )
}

function fits(rule: Rule, { features, fields }: CaseFacts): boolean {
  if (rule.kind === 'style') return typeof fields[rule.slot] === 'string'
  if (rule.kind === 'absent') return fields[rule.slot] === null
  return rule.features.every((feature) => features.has(feature))
}
