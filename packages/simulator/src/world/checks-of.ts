import { escapePattern } from '../text/escape-pattern.ts'
import { applicableRules } from './applicable-rules.ts'
import { rightFragment } from './fragments.ts'
import type { Rule } from './rule.ts'
import type { CaseFacts, Check, NodePlan, WorldPlan } from './world.ts'

/** A check, and every rule of every node that must have been followed for it to pass. */
export interface TrueCheck {
  readonly check: Check
  readonly rules: readonly NodeRule[]
}

export interface NodeRule {
  readonly node: NodePlan
  readonly rule: Rule
}

const known = new WeakMap<CaseFacts, readonly TrueCheck[]>()

/** What a case expects of the app's output. */
export function checksOf(plan: WorldPlan, facts: CaseFacts): readonly TrueCheck[] {
  const made = known.get(facts) ?? findChecks(plan, facts)
  known.set(facts, made)
  return made
}

function findChecks(plan: WorldPlan, facts: CaseFacts): TrueCheck[] {
  const path = nodesFor(plan, facts)
  return path
    .filter((node) => node.form !== 'list' && !(plan.routes.length > 0 && node === plan.nodes[0]))
    .flatMap((node) =>
      applicableRules(node, facts).map((rule) => ({
        check: describe(rule, facts, { node, path }),
        rules: requirements({ node, rule }, facts, path),
      })),
    )
}

/** The nodes that a case runs through when all goes well. */
export function nodesFor(plan: WorldPlan, { route }: CaseFacts): NodePlan[] {
  return plan.nodes.filter((node) => node.route === undefined || node.route === route)
}

function describe(
  rule: Rule,
  facts: CaseFacts,
  { node, path }: { readonly node: NodePlan; readonly path: readonly NodePlan[] },
): Check {
  const common = { weight: rule.weight, ...(node === path.at(-1) ? {} : { node: node.id }) }
  const right = rightFragment(rule, facts) ?? ''
  switch (rule.kind) {
    case 'label':
      return { ...common, type: 'contains', value: right, description: 'the label' }
    case 'only':
      if (rule.value === 'json') return { ...common, type: 'is-json', description: 'nothing around the object' }
      return { ...common, type: 'equals', value: labelOf(node, facts), description: 'nothing around the label' }
    case 'open':
      return { ...common, type: 'starts-with', value: right, description: 'the first words' }
    case 'close':
      return { ...common, type: 'regex', value: String.raw`${escapePattern(right)}\s*$`, description: 'the last words' }
    case 'include':
      if (rule.polarity < 0)
        return { ...common, type: 'not-contains', value: rule.value, description: 'unwanted words' }
      return { ...common, type: 'contains', value: right, description: 'what is to be said' }
    case 'style':
    case 'absent':
      return { ...common, type: 'contains', value: right, description: `the field ${rule.slot}` }
    case 'language':
      return { ...common, type: 'contains', value: right, description: 'the language' }
  }
}

function labelOf(node: NodePlan, facts: CaseFacts): string {
  return applicableRules(node, facts).find(({ kind }) => kind === 'label')?.value ?? ''
}

/** The rule itself, what it builds on upstream, and the routing that leads to its node. */
function requirements({ node, rule }: NodeRule, facts: CaseFacts, path: readonly NodePlan[]): NodeRule[] {
  const found: NodeRule[] = [{ node, rule }]
  const earlier = path
    .slice(0, path.indexOf(node))
    .flatMap((other) => applicableRules(other, facts).map((upstream) => ({ node: other, rule: upstream })))
  for (const upstream of earlier) {
    const isBuiltOn = rule.needs !== undefined && upstream.rule.value === rule.needs
    const leadsHere = node.route !== undefined && upstream.rule.kind === 'label'
    const opensJson = node.readsJson === true && upstream.rule.kind === 'only'
    if (isBuiltOn || leadsHere || opensJson) found.push(...requirements(upstream, facts, path))
  }
  if (rule.kind === 'only' && rule.value === 'label')
    found.push(
      ...applicableRules(node, facts)
        .filter(({ kind }) => kind === 'label')
        .map((label) => ({ node, rule: label })),
    )
  return unique(found)
}

function unique(rules: readonly NodeRule[]): NodeRule[] {
  return Array.from(new Map(rules.map((entry) => [`${entry.node.id}/${entry.rule.id}`, entry])).values())
}
