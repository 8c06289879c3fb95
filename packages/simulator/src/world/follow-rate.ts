/**
 * How often the model follows a rule, given what is in its prompt.
 *
 * 1. Unasked, it does so at the rule's base rate, shifted by how hard the case is for this rule (fixed for each case).
 * 2. Asked, in .97 of the times, times 0.97 for each instruction beyond its capacity; earlier instructions suffer less.
 * 3. Asked for the opposite, in .04. Asked for both, it chooses at random. More special conditions override general ones.
 * 4. An instruction about another feature bleeds over: the base rate is halved when nothing is said about this one.
 * 5. Manners that bear on the rule, examples that show it and a fact learnt by heart about this very case come last.
 */
import { draw } from '../random/draw.ts'
import type { PlacedAssertion, Reading } from './read-instructions.ts'
import type { Rule } from './rule.ts'
import type { CaseFacts, NodePlan, WorldPlan } from './world.ts'

export interface FollowContext {
  readonly plan: WorldPlan
  readonly node: NodePlan
  readonly reading: Reading
  /** Examples in the prompt that show this rule. */
  readonly demonstrations: number
  /** Whether the prompt holds the answer to this very case. */
  readonly isMemorised: boolean
}

/** @returns a probability. */
export function followRate(rule: Rule, facts: CaseFacts, context: FollowContext): number {
  const { plan, reading, node, demonstrations, isMemorised } = context
  const base = baseRate(rule, facts, plan)
  const relevant = mostSpecific(reading.assertions.filter((assertion) => concerns(assertion, rule, facts)))
  const agreeing = relevant.filter(({ value, polarity }) => value === rule.value && polarity === rule.polarity)
  const opposing = relevant.filter((assertion) => opposes(assertion, rule))
  let rate = base
  if (agreeing.length > 0) rate = Math.max(base, askedRate(rule, agreeing, context))
  else if (opposing.length > 0) rate = contraryRate
  else if (bleeds(rule, facts, context)) rate = base / 2
  if (agreeing.length > 0 && opposing.length > 0) rate = (rate + contraryRate) / 2
  for (const { directive, rules, factor } of node.directives)
    if (reading.directives.has(directive) && rules.includes(rule.id)) rate = bend(rate, factor)
  rate = 1 - (1 - rate) * (1 - imitationRate) ** demonstrations
  if (isMemorised) rate = Math.max(rate, memoryRate)
  return base + plan.reach * (rate - base)
}

const asked = 0.97
const dilution = 0.97
const contraryRate = 0.04
const imitationRate = 0.25
const memoryRate = 0.98
const loneRate = 0.8

function baseRate(rule: Rule, { ref }: CaseFacts, { name, salt }: WorldPlan): number {
  const hardness = 2 * draw(salt, name, 'hardness', rule.id, ref) - 1
  return rule.base + 0.8 * hardness * Math.min(rule.base, 1 - rule.base)
}

function concerns(assertion: PlacedAssertion, rule: Rule, { features }: CaseFacts): boolean {
  if (assertion.kind !== rule.kind) return false
  if (assertion.slot !== rule.slot && assertion.slot !== '*') return false
  return (
    assertion.features.every((feature) => features.has(feature)) &&
    !assertion.unless.some((feature) => features.has(feature))
  )
}

function mostSpecific(assertions: readonly PlacedAssertion[]): PlacedAssertion[] {
  const most = Math.max(0, ...assertions.map(({ features }) => features.length))
  return assertions.filter(({ features }) => features.length === most)
}

/** Another value asked for, or this one forbidden; another value forbidden says nothing about this one. */
function opposes({ value, polarity }: PlacedAssertion, rule: Rule): boolean {
  return value === rule.value ? polarity !== rule.polarity : polarity === 1
}

function askedRate(rule: Rule, agreeing: readonly PlacedAssertion[], { plan, reading, node }: FollowContext): number {
  const beyond = Math.max(0, reading.units - plan.capacity)
  const rates = agreeing.map(({ position, strength }) => {
    const lateness = 0.5 + position / Math.max(1, reading.units - 1)
    return asked * strength * dilution ** (beyond * lateness)
  })
  const partner = node.rules.find(({ id }) => id === rule.partner)
  const hasPartner =
    partner === undefined ||
    reading.assertions.some(
      ({ value, slot, polarity }) => value === partner.value && slot === partner.slot && polarity === partner.polarity,
    )
  return Math.max(...rates) * (hasPartner ? 1 : loneRate)
}

function bleeds(rule: Rule, { ref }: CaseFacts, { plan, reading }: FollowContext): boolean {
  const [feature] = rule.features
  if (feature === undefined || rule.features.length > 1) return false
  return reading.assertions.some(
    ({ kind, value, features }) =>
      kind === rule.kind &&
      value !== rule.value &&
      features.length > 0 &&
      draw(plan.salt, plan.name, 'bleed', feature, features.join('+'), value, ref) < bleedShare,
  )
}

const bleedShare = 0.06

function bend(rate: number, factor: number): number {
  return factor < 1 ? rate * factor : 1 - (1 - rate) / factor
}
