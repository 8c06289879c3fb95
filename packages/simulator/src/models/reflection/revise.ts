import { draw } from '../../random/draw.ts'
import { languageOf } from '../../text/language.ts'
import { directives } from '../../world/directives.ts'
import { phraseRule } from '../../world/phrase-rule.ts'
import { readInstructions } from '../../world/read-instructions.ts'
import { findNode } from '../../world/read-prompt.ts'
import type { Rule } from '../../world/rule.ts'
import type { NodePlan, WorldPlan } from '../../world/world.ts'
import type { Diagnosis, Symptom } from './diagnose.ts'
import type { QualityTraits } from './qualities.ts'
import type { Assignment, Component, ComponentLine } from './read-assignment.ts'

/** What the model would change in one prompt. */
export interface Revision {
  readonly component: Component
  readonly additions: readonly Addition[]
  /** Lines that contradict an addition. */
  readonly removals: readonly ComponentLine[]
}

interface Addition {
  readonly text: string
  readonly hypothesis: 'missing_rule' | 'verbosity' | 'example_needed'
  /** References of the cases that suggest it. */
  readonly cases: readonly string[]
}

export interface ReviseOptions {
  readonly assignment: Assignment
  readonly diagnosis: Diagnosis
  readonly traits: QualityTraits
  readonly key: string
}

/** Thinks of changes to each prompt: rules for what failed, and the side ideas that such models have. */
export function revise(plan: WorldPlan, options: ReviseOptions): Revision[] {
  const { assignment, traits, diagnosis } = options
  const nodes = assignment.components.map((component) => findNode(plan, textOf(component)))
  const isAlone = assignment.components.length === 1
  let ideas = 0
  return assignment.components.map((component, index) => {
    const node = nodes[index] ?? plan.nodes[0]
    const isFirstOfNode = nodes.indexOf(node) === index
    if (node === undefined || !isFirstOfNode) return { component, additions: [], removals: [] }
    const own = diagnosis.symptoms.filter((symptom) => isBlamed(symptom, node, { ...options, isAlone }))
    const understood = own
      .filter((symptom) => isUnderstood(symptom, options))
      .filter(({ rule }) => !says(plan, component, rule))
    const chosen = understood.slice(0, Math.max(0, traits.ideas * assignment.components.length - ideas))
    ideas += chosen.length
    const language = languageOf(textOf(component))
    return {
      component,
      additions: [
        ...chosen.map(({ rule, cases }) => ({
          text: phraseRule(generalised(rule, options), {
            language,
            features: plan.features,
            choice: draw(options.key, 'wording', rule.id),
          }),
          hypothesis: 'missing_rule' as const,
          cases: cases.map(({ ref }) => ref),
        })),
        ...sideIdeas(plan, node, { ...options, component }),
        ...copies(plan, options),
      ],
      removals: chosen.flatMap(({ rule }) => contradictions(plan, component, rule, options)),
    }
  })
}

function textOf({ lines }: Component): string {
  return lines.map(({ text }) => text).join('\n')
}

/** What a node's own output shows is its fault; what is only suspected may be laid at any node's door. */
function isBlamed(
  { node: culprit, rule, isSeen }: Symptom,
  node: NodePlan,
  { traits, key, isAlone }: ReviseOptions & { readonly isAlone: boolean },
): boolean {
  const isSure = isSeen || draw(key, 'blame', rule.id) < traits.blame
  if (isSure) return culprit === node
  return isAlone ? draw(key, 'misplace', rule.id, node.id) < 0.5 : culprit === node
}

/** Each failing case is a chance to understand; beyond a dozen cases the model loses sight of them. */
function isUnderstood({ cases, rule, isSeen }: Symptom, { traits, key, diagnosis }: ReviseOptions): boolean {
  const overload = Math.max(0.3, 1 - 0.06 * Math.max(0, diagnosis.cases.length - 12))
  const chance = isSeen ? traits.diagnosis : traits.diagnosis / 2
  return draw(key, 'diagnosis', rule.id) < (1 - (1 - chance) ** cases.length) * overload
}

function says(plan: WorldPlan, component: Component, rule: Rule): boolean {
  return readInstructions(plan, textOf(component)).assertions.some(
    ({ kind, slot, value, polarity, features }) =>
      kind === rule.kind &&
      slot === rule.slot &&
      value === rule.value &&
      polarity === rule.polarity &&
      features.join() === rule.features.join(),
  )
}

function generalised(rule: Rule, { traits, key }: ReviseOptions): Rule {
  const isOvergeneral = rule.features.length > 0 && draw(key, 'overgeneral', rule.id) < traits.overgeneral
  return isOvergeneral ? { ...rule, features: [] } : rule
}

function contradictions(
  plan: WorldPlan,
  { lines }: Component,
  rule: Rule,
  { traits, key }: ReviseOptions,
): ComponentLine[] {
  if (draw(key, 'repair', rule.id) >= traits.repairs) return []
  return lines.filter(({ text }) =>
    readInstructions(plan, text).assertions.some(
      ({ kind, slot, value, polarity, features }) =>
        kind === rule.kind &&
        slot === rule.slot &&
        (value !== rule.value || polarity !== rule.polarity) &&
        features.join() === rule.features.join(),
    ),
  )
}

/** Manners: of no effect, harmful, helpful. Out of stubbornness the same ones come to mind again, unless seen to have failed. */
function sideIdeas(
  plan: WorldPlan,
  node: NodePlan,
  { traits, key, assignment, component }: ReviseOptions & { readonly component: Component },
): Addition[] {
  const isStubborn = draw(key, 'stubborn') < traits.repeats
  const source = isStubborn ? `${plan.salt}/${plan.name}/${node.id}` : key
  const language = languageOf(textOf(component))
  const bearing = (isWanted: (factor: number) => boolean): string[] =>
    node.directives.filter(({ factor }) => isWanted(factor)).map(({ directive }) => directive)
  const neutral = directives
    .map(({ id }) => id)
    .filter((id) => node.directives.every(({ directive }) => directive !== id))
  const wantsMore = /\bshort\b|\bmore detail|\bsay more\b|太短|更详细/i.test(assignment.evidence)
  const kinds = [
    { name: 'distractor', chance: traits.distractor, ids: neutral },
    { name: 'harmful', chance: traits.harmful, ids: bearing((factor) => factor < 1) },
    { name: 'helpful', chance: traits.helpful, ids: bearing((factor) => factor > 1) },
    { name: 'detail', chance: wantsMore ? 0.5 : 0, ids: ['detailed'] },
  ]
  return kinds.flatMap(({ name, chance, ids }) => {
    if (draw(key, name) >= chance) return []
    const directive = directives.find(({ id }) => id === ids[Math.floor(draw(source, name, 'which') * ids.length)])
    const phrases = directive?.phrases[language] ?? []
    const phrase = phrases[Math.floor(draw(source, name, 'phrase') * phrases.length)]
    const isKnown = phrase === undefined || assignment.evidence.includes(phrase) || textOf(component).includes(phrase)
    return isKnown ? [] : [{ text: phrase + (language === 'zh' ? '。' : '.'), hypothesis: 'verbosity', cases: [] }]
  })
}

/** The answer to one case, learnt by heart. */
function copies(plan: WorldPlan, { assignment, traits, diagnosis, key }: ReviseOptions): Addition[] {
  const chance = assignment.forbidsCopying ? traits.copies / 4 : traits.copies
  const facts = diagnosis.cases.find((_, index) => draw(key, 'copied', index) < 0.5)
  if (facts === undefined || draw(key, 'copies') >= chance) return []
  const quote = facts.text.slice(0, Math.min(90, Math.floor(0.7 * facts.text.length)))
  const text =
    plan.language === 'zh'
      ? `例如消息“${quote}”应按其结果处理。`
      : `For instance, treat a message like "${quote}" as it was expected.`
  return [{ text, hypothesis: 'example_needed', cases: [facts.ref] }]
}
