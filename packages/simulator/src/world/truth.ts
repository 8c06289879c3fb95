/**
 * The true score of prompts: not measured, but computed from the rates at which each rule is followed.
 *
 * A check passes when every rule it stands on was followed, and rules are followed independently, so its probability is the
 * product of their rates. A node that cannot see the case, or what it builds on, because a placeholder is gone, is counted as
 * what it then says.
 */
import { answerBlindly, lacksJson } from '../models/task-model.ts'
import { checksOf, type NodeRule, type TrueCheck } from './checks-of.ts'
import type { Language } from '../text/language.ts'
import { factsByRef } from './cases.ts'
import { directives } from './directives.ts'
import { countDemonstrations } from './count-demonstrations.ts'
import { followRate } from './follow-rate.ts'
import { passesCheck } from './passes-check.ts'
import { phraseRule } from './phrase-rule.ts'
import type { AppOutputs } from './run-case.ts'
import { readInstructions, type Reading } from './read-instructions.ts'
import { separatePrompt, type SeparatedPrompt } from './separate-prompt.ts'
import type { CaseFacts, NodePlan, Split, WorldPlan, WorldPrompts } from './world.ts'

/** What is true of a world, whatever anybody measures. */
export interface Truth {
  /** Mean share of checks that an app with these prompts passes, by weight, over the cases of a split. Default: `test`. */
  expectedScore(prompts: WorldPrompts, split?: Split): number
  /** The same for one case. */
  expectedCaseScore(prompts: WorldPrompts, caseId: string): number
  /** Share of its checks that an output passes, by weight; for worlds whose metric is a judge too. */
  scoreOutputs(caseId: string, outputs: AppOutputs): number
  /** The best prompts known: the seed prompts with as many rules as help, each once and clearly worded. */
  bestPrompts(): WorldPrompts
}

export function createTruth(plan: WorldPlan, seedPrompts: WorldPrompts): Truth {
  const expectedScore = (prompts: WorldPrompts, split: Split = 'test'): number => {
    const readings = readAll(plan, prompts)
    const cases = casesIn(plan, split)
    return cases.reduce((sum, facts) => sum + caseScore(plan, facts, readings), 0) / cases.length
  }
  let best: WorldPrompts | undefined
  return {
    expectedScore,
    expectedCaseScore: (prompts, caseId) => caseScore(plan, factsOf(plan, caseId), readAll(plan, prompts)),
    scoreOutputs: (caseId, outputs) => scoreOutputs(plan, factsOf(plan, caseId), outputs),
    bestPrompts: () => (best ??= findBest(plan, seedPrompts, (prompts) => expectedScore(prompts))),
  }
}

interface NodeReading {
  readonly reading: Reading
  readonly prompt: SeparatedPrompt
  /** Ids of the nodes, and `start`, whose output the prompt shows. */
  readonly shown: ReadonlySet<string>
}

function readAll(plan: WorldPlan, prompts: WorldPrompts): Map<string, NodeReading> {
  return new Map(
    plan.nodes.map(({ id }) => {
      const text = (prompts[id] ?? []).map((prompt) => prompt.text).join('\n')
      const shown = new Set(Array.from(text.matchAll(/\{\{#([\w-]+)\.\w+#\}\}/g), ([, source = '']) => source))
      const prompt = separatePrompt(plan, text)
      return [id, { reading: readInstructions(plan, prompt.instructions), prompt, shown }]
    }),
  )
}

function caseScore(plan: WorldPlan, facts: CaseFacts, readings: ReadonlyMap<string, NodeReading>): number {
  const checks = checksOf(plan, facts)
  const rates = new Map<string, number>()
  const rateOf = (entry: NodeRule): number => {
    const key = `${entry.node.id}/${entry.rule.id}`
    const rate = rates.get(key) ?? nodeRuleRate(plan, facts, { entry, readings })
    rates.set(key, rate)
    return rate
  }
  const total = checks.reduce((sum, { check }) => sum + check.weight, 0)
  const gained = checks.reduce(
    (sum, check) => sum + check.check.weight * checkRate(plan, facts, { check, rateOf, readings }),
    0,
  )
  return total === 0 ? 1 : gained / total
}

interface CheckContext {
  readonly check: TrueCheck
  readonly rateOf: (entry: NodeRule) => number
  readonly readings: ReadonlyMap<string, NodeReading>
}

function checkRate(plan: WorldPlan, facts: CaseFacts, { check, rateOf, readings }: CheckContext): number {
  const { node } = check.rules[0] ?? {}
  if (node !== undefined && !seesCase(plan, node, readings))
    return passesCheck(check.check, answerBlindly(plan, node)) ? 1 : 0
  return check.rules.reduce((product, entry) => product * rateOf(entry), 1)
}

function nodeRuleRate(
  plan: WorldPlan,
  facts: CaseFacts,
  { entry, readings }: { readonly entry: NodeRule; readonly readings: ReadonlyMap<string, NodeReading> },
): number {
  const { node, rule } = entry
  const own = readings.get(node.id)
  if (own === undefined) return 0
  if (!seesCase(plan, node, readings)) return rule.kind === 'label' && answerBlindly(plan, node) === rule.value ? 1 : 0
  const source =
    rule.needs === undefined
      ? undefined
      : plan.nodes.find(({ rules }) => rules.some(({ value }) => value === rule.needs))
  if (source !== undefined && !own.shown.has(source.id)) return 0
  if (lacksJson(node, own.shown.has(plan.nodes[0]?.id ?? '') ? '{' : '')) return 0
  return followRate(rule, facts, {
    plan,
    node,
    reading: own.reading,
    demonstrations: countDemonstrations(rule, { node, prompt: own.prompt, subject: facts }),
    isMemorised: own.prompt.learnt.has(facts.ref),
  })
}

/** A node sees the case by its text, or by the output of a node that sees it. */
function seesCase(plan: WorldPlan, node: NodePlan, readings: ReadonlyMap<string, NodeReading>): boolean {
  const shown = readings.get(node.id)?.shown ?? new Set()
  if (shown.has('start')) return true
  return plan.nodes
    .slice(0, plan.nodes.indexOf(node))
    .some((earlier) => earlier.form !== 'label' && shown.has(earlier.id) && seesCase(plan, earlier, readings))
}

function scoreOutputs(plan: WorldPlan, facts: CaseFacts, outputs: AppOutputs): number {
  const checks = checksOf(plan, facts)
  const total = checks.reduce((sum, { check }) => sum + check.weight, 0)
  const gained = checks
    .filter(({ check }) =>
      passesCheck(check, check.node === undefined ? outputs.final : (outputs.nodes[check.node] ?? '')),
    )
    .reduce((sum, { check }) => sum + check.weight, 0)
  return total === 0 ? 1 : gained / total
}

/** Adds rule by rule, node by node, whatever raises the score; takes out what lowers it; adds again what then fits. */
function findBest(plan: WorldPlan, seed: WorldPrompts, score: (prompts: WorldPrompts) => number): WorldPrompts {
  let best = seed
  let bestScore = score(seed)
  const consider = (prompts: WorldPrompts): void => {
    const reached = score(prompts)
    if (reached <= bestScore) return
    best = prompts
    bestScore = reached
  }
  const { language, features } = plan
  const addAll = (): void => {
    for (const node of plan.nodes)
      for (const rule of node.rules)
        consider(withSentence(best, node.id, phraseRule(rule, { language, features, choice: 0 })))
    for (const node of plan.nodes)
      for (const phrase of helpfulManners(node, language)) consider(withSentence(best, node.id, phrase))
  }
  addAll()
  for (const { id } of plan.nodes)
    for (const line of systemLines(best, id).slice(1)) consider(withoutLine(best, id, line))
  addAll()
  return best
}

function helpfulManners(node: NodePlan, language: Language): string[] {
  const helpful = new Set(node.directives.filter(({ factor }) => factor > 1).map(({ directive }) => directive))
  return directives.filter(({ id }) => helpful.has(id)).flatMap(({ phrases }) => phrases[language].slice(0, 1))
}

function systemLines(prompts: WorldPrompts, node: string): string[] {
  return prompts[node]?.find(({ role }) => role === 'system')?.text.split('\n') ?? []
}

function withoutLine(prompts: WorldPrompts, node: string, line: string): WorldPrompts {
  return changeSystem(prompts, node, (text) =>
    text
      .split('\n')
      .filter((other) => other !== line)
      .join('\n'),
  )
}

function withSentence(prompts: WorldPrompts, node: string, sentence: string): WorldPrompts {
  return changeSystem(prompts, node, (text) => (text.includes(sentence) ? text : `${text}\n${sentence}`))
}

function changeSystem(prompts: WorldPrompts, node: string, change: (text: string) => string): WorldPrompts {
  return {
    ...prompts,
    [node]: (prompts[node] ?? []).map((message) =>
      message.role === 'system' ? { role: 'system', text: change(message.text) } : message,
    ),
  }
}

function casesIn(plan: WorldPlan, split: Split): CaseFacts[] {
  const all = Array.from(factsByRef(plan).values())
  const { train, validation } = plan.sizes
  if (split === 'train') return all.slice(0, train)
  return split === 'validation' ? all.slice(train, train + validation) : all.slice(train + validation)
}

function factsOf(plan: WorldPlan, caseId: string): CaseFacts {
  const facts = factsByRef(plan).get(caseId)
  if (facts === undefined) throw new Error(`world ${plan.name} has no case ${JSON.stringify(caseId)}`)
  return facts
}
