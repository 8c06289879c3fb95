/**
 * What the evidence in a chat shows: which rules of which nodes were not followed, in which cases.
 *
 * A rule of the final output is seen to fail when a case's passage holds what the model wrote instead, and also what it
 * should have written. A rule of an earlier node is seen to fail when the passage shows that node's own output; otherwise it
 * is only suspected, as one of the rules that a failed check stands on.
 */
import { escapePattern } from '../../text/escape-pattern.ts'
import { applicableRules } from '../../world/applicable-rules.ts'
import { factsByRef } from '../../world/cases.ts'
import { checksOf, nodesFor, type NodeRule } from '../../world/checks-of.ts'
import { rightFragment, wrongFragment } from '../../world/fragments.ts'
import { noteSentence } from '../../world/render-output.ts'
import type { Rule } from '../../world/rule.ts'
import type { CaseFacts, NodePlan, WorldPlan } from '../../world/world.ts'

export interface Symptom extends NodeRule {
  /** Cases in which it was seen or suspected. */
  readonly cases: readonly CaseFacts[]
  /** Whether in some case the node's own output shows it. */
  readonly isSeen: boolean
}

export interface Diagnosis {
  /** Most frequent first. */
  readonly symptoms: readonly Symptom[]
  /** Cases that the evidence tells about. */
  readonly cases: readonly CaseFacts[]
}

export function diagnose(plan: WorldPlan, evidence: string): Diagnosis {
  const passages = passagesOf(plan, evidence.replaceAll('\\"', '"'))
  const symptoms = new Map<string, { node: NodePlan; rule: Rule; cases: Set<CaseFacts>; isSeen: boolean }>()
  for (const [facts, passage] of passages)
    for (const { node, rule, isSeen } of findingsIn(plan, facts, passage)) {
      const key = `${node.id}/${rule.id}`
      const symptom = symptoms.get(key) ?? { node, rule, cases: new Set(), isSeen: false }
      symptom.cases.add(facts)
      symptoms.set(key, { ...symptom, isSeen: symptom.isSeen || isSeen })
    }
  return {
    symptoms: Array.from(symptoms.values(), (symptom) => ({ ...symptom, cases: Array.from(symptom.cases) })).toSorted(
      (left, right) => right.cases.length - left.cases.length,
    ),
    cases: Array.from(passages.keys()),
  }
}

/** The text about each case: from where its reference first stands to where another one does. */
function passagesOf(plan: WorldPlan, evidence: string): Map<CaseFacts, string> {
  const known = factsByRef(plan)
  const mentions = Array.from(evidence.matchAll(new RegExp(String.raw`${escapePattern(plan.refPrefix)}-\d+`, 'g')))
  const passages = new Map<CaseFacts, string>()
  for (const [index, mention] of mentions.entries()) {
    const facts = known.get(mention[0])
    if (facts === undefined) continue
    const text = evidence.slice(mention.index, mentions[index + 1]?.index).replaceAll(facts.text, ' ')
    passages.set(facts, (passages.get(facts) ?? '') + withoutStart(text, facts))
  }
  return passages
}

/** The case's own text, cut off where the passage begins inside it. */
function withoutStart(text: string, facts: CaseFacts): string {
  const rest = facts.text.slice(facts.text.indexOf(facts.ref))
  return text.startsWith(rest) ? text.slice(rest.length) : text
}

interface Finding extends NodeRule {
  readonly isSeen: boolean
}

function findingsIn(plan: WorldPlan, facts: CaseFacts, passage: string): Finding[] {
  const detour = misrouting(plan, facts, passage)
  if (detour !== undefined) return [detour]
  const shown = new Set(nodesFor(plan, facts).filter((node) => showsOutput(node, facts, passage)))
  const failed = checksOf(plan, facts).filter(
    ({ rules: [own] }) => own !== undefined && hasFailed(plan, own, { facts, passage }),
  )
  return failed.flatMap(({ rules }) => {
    const culprits = rules.filter(
      ({ node, rule }) => shown.has(node) && passage.includes(wrongFragment(rule, facts) ?? '\0'),
    )
    const first = culprits.toSorted((left, right) => plan.nodes.indexOf(left.node) - plan.nodes.indexOf(right.node))[0]
    const isAllShown = rules.every(({ node }) => shown.has(node))
    if (first !== undefined && (isAllShown || first.node !== rules[0]?.node)) return [{ ...first, isSeen: true }]
    const isAlone = rules.length === 1
    return rules.map((entry) => Object.assign({ isSeen: isAlone }, entry))
  })
}

/** A case that went to a branch that is not its own: seen in the router's word, or suspected from another branch's words. */
function misrouting(plan: WorldPlan, facts: CaseFacts, passage: string): Finding | undefined {
  const [router] = plan.routes.length === 0 ? [] : plan.nodes
  const rule = router && applicableRules(router, facts).find(({ kind }) => kind === 'label')
  if (router === undefined || rule === undefined || passage.includes(rule.value)) return undefined
  if (plan.labels.some((label) => passage.includes(label))) return { node: router, rule, isSeen: true }
  const strangers = plan.nodes.filter(({ route }) => route !== undefined && route !== facts.route)
  const words = strangers.flatMap(({ rules }) => rules).filter(({ kind }) => kind === 'open' || kind === 'close')
  const isStrange = words.some(({ value, wrong }) => passage.includes(value) || passage.includes(wrong))
  return isStrange ? { node: router, rule, isSeen: false } : undefined
}

/** Whether the passage shows what this node wrote, and not just what came out at the end. */
function showsOutput(node: NodePlan, { ref }: CaseFacts, passage: string): boolean {
  if (node.form === 'list') return passage.includes(`${node.listName ?? ''}:`)
  if (node.form === 'json') return passage.includes(`"ref": "${ref}"`)
  return true
}

function hasFailed(
  plan: WorldPlan,
  { node, rule }: NodeRule,
  { facts, passage }: { readonly facts: CaseFacts; readonly passage: string },
): boolean {
  const right = rightFragment(rule, facts)
  if (right !== undefined && rule.kind !== 'absent' && rule.kind !== 'language' && !passage.includes(right))
    return false
  if (rule.kind === 'include' && rule.polarity < 0) return passage.includes(noteSentence(rule.value, plan.language))
  if (rule.kind !== 'label') return passage.includes(wrongFragment(rule, facts) ?? '\0')
  const own = applicableRules(node, facts).find(({ kind }) => kind === 'label')
  return plan.labels.some((label) => label !== own?.value && passage.includes(label))
}
