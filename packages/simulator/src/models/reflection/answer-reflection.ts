/**
 * The reflection model: it sees the chat and nothing else, thinks up changes as well as its quality lets it, and answers in
 * the form that it was asked for. Rewrites may lose rules and placeholders; edits by id lose nothing, which is the one
 * advantage that a form has.
 */
import type { ChatRequest } from '../../chat/chat-request.ts'
import { draw } from '../../random/draw.ts'
import type { ReflectionQuality } from '../../world/model-names.ts'
import { readInstructions } from '../../world/read-instructions.ts'
import type { WorldPlan } from '../../world/world.ts'
import { diagnose, type Diagnosis } from './diagnose.ts'
import { qualities, type QualityTraits } from './qualities.ts'
import { readAssignment, type Assignment } from './read-assignment.ts'
import { revise, type Revision } from './revise.ts'

export interface ReflectionOptions {
  readonly quality: ReflectionQuality
  readonly key: string
}

export function answerReflection(
  plan: WorldPlan,
  { messages }: ChatRequest,
  { quality, key }: ReflectionOptions,
): string {
  const traits = qualities[quality]
  const assignment = readAssignment(messages)
  if (assignment.form === 'unknown') return misunderstand(messages.at(-1)?.text ?? '')
  const diagnosis = diagnose(plan, assignment.evidence)
  if (assignment.form === 'summary') return summarise(diagnosis)
  const context = { plan, assignment, diagnosis, traits, key }
  const answer = assignment.form === 'edits' ? editsAnswer(context) : rewriteAnswer(context)
  return draw(key, 'broken') < traits.broken ? breakOff(answer, key) : answer
}

interface Context {
  readonly plan: WorldPlan
  readonly assignment: Assignment
  readonly diagnosis: Diagnosis
  readonly traits: QualityTraits
  readonly key: string
}

function editsAnswer({ plan, ...options }: Context): string {
  const revisions = revise(plan, options)
  return JSON.stringify({
    diagnosis: options.diagnosis.symptoms.slice(0, 4).map(({ node, cases }, index) => ({
      cluster: `cluster-${index + 1}`,
      node: node.id,
      hypothesis: 'missing_rule',
      why: `${cases.length} of ${options.diagnosis.cases.length} cases show it`,
    })),
    edits: revisions.flatMap(editsOf),
  })
}

function editsOf({ component, additions, removals }: Revision): object[] {
  const deletions = removals.flatMap(({ id }) =>
    id === undefined
      ? []
      : {
          op: 'delete',
          component: component.id,
          ruleId: id,
          hypothesis: 'contradictory_rules',
          rationale: 'It contradicts what the failing cases ask for.',
          evidence: [],
        },
  )
  const insertions = additions.map(({ text, hypothesis, cases }) => ({
    op: 'add',
    component: component.id,
    text,
    hypothesis,
    rationale: 'The failing cases have this in common.',
    evidence: cases,
  }))
  return [...deletions, ...insertions]
}

function rewriteAnswer(context: Context): string {
  const { assignment, key, plan, ...rest } = context
  const rewrites = Array.from({ length: assignment.candidates }, (_, index) => {
    const own = { ...rest, assignment, key: `${key}/${index}` }
    const [revision] = revise(plan, own)
    return revision === undefined ? '' : rewrite(plan, revision, own)
  })
  if (assignment.form === 'candidates')
    return JSON.stringify({
      candidates: rewrites.map((prompt) => ({ hypothesis: 'It says what the failing cases ask for.', prompt })),
    })
  if (assignment.form === 'fields') return `New Value: ${rewrites[0] ?? ''}`
  return `Here is the improved instruction.\n\`\`\`\n${rewrites[0] ?? ''}\n\`\`\``
}

/** The prompt written anew: additions stand before the part that holds the data. */
function rewrite(
  plan: WorldPlan,
  { component, additions, removals }: Revision,
  { traits, key }: Omit<Context, 'plan'>,
): string {
  const isLost = (text: string, index: number): boolean =>
    index > 0 && readInstructions(plan, text).assertions.length > 0 && draw(key, 'drop', index) < traits.drops
  const losesPlaceholder = draw(key, 'placeholder') < traits.losesPlaceholder
  const kept = component.lines
    .filter((line) => !removals.includes(line))
    .filter(({ text }, index) => !isLost(text, index))
    .map(({ text }) => (losesPlaceholder ? text.replace(/\{\{.*?\}\}/, '') : text))
  const dataAt = kept.findIndex((line) => /\{\{/.test(line))
  const at = dataAt < 0 ? kept.length : Math.max(0, /[:：]\s*$/.test(kept[dataAt - 1] ?? '') ? dataAt - 1 : dataAt)
  return [...kept.slice(0, at), ...additions.map(({ text }) => text), ...kept.slice(at)].join('\n')
}

function summarise({ symptoms, cases }: Diagnosis): string {
  const places = symptoms
    .slice(0, 4)
    .map(({ node, cases: failing }) => `${node.title}: ${failing.length} of ${cases.length} cases fail alike.`)
  return `Feedback Summary: ${places.length > 0 ? places.join(' ') : 'No pattern in the failures.'}`
}

/** What a model does that did not understand: it says the same again, with a manner added. */
function misunderstand(text: string): string {
  const longest = text.split(/\n{2,}/).toSorted((left, right) => right.length - left.length)[0] ?? text
  return `${longest.trim()}\nBe careful and verify the details.`
}

function breakOff(answer: string, key: string): string {
  const part = answer.slice(0, Math.floor(answer.length * (0.4 + 0.4 * draw(key, 'where'))))
  return draw(key, 'how') < 0.3 ? `<think>${part}` : part
}
