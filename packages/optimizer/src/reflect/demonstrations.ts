import { countPlaceholders } from '../components/placeholders.ts'
import type { Component } from '../search/component.ts'
import type { Edit } from '../search/edit.ts'
import { detectLanguage } from '../text/detect-language.ts'
import { estimateTokens } from '../text/estimate-tokens.ts'
import { trigramSimilarity } from '../text/trigram-similarity.ts'
import type { CaseExcerpt } from './reflection-job.ts'

export interface DemonstrationOptions {
  /** The text into which the examples go. */
  readonly text: string
  /** Default 2. */
  readonly maxExamples?: number
  /** The most tokens of one example, by our estimate; 250 by default. */
  readonly maxTokens?: number
}

/**
 * Edits that show a component examples from runs that passed: short ones, each with another answer, or at least with an input
 * unlike the others'. A prompt that shows a case has learnt it by heart, so the case says nothing about that prompt any more: leave
 * {@link demonstratedCases} out of its comparison.
 */
export function demonstrationEdits(
  component: Component,
  cases: readonly CaseExcerpt[],
  { text, maxExamples = 2, maxTokens = 250 }: DemonstrationOptions,
): Edit[] {
  const usable = cases
    .flatMap((one) => exampleOf(component, one))
    .filter((one) => isUsable(one, component, { text, maxTokens }))
  return chooseUnlike(usable, maxExamples).map(({ caseId, input, output }) => ({
    op: 'demonstrate',
    component: component.id,
    text: exampleText(input, output, text),
    hypothesis: 'example_needed',
    rationale: 'It shows the task on a case that passed.',
    evidence: [caseId],
  }))
}

/** Cases that edits show as examples. */
export function demonstratedCases(edits: readonly Edit[]): string[] {
  return [...new Set(edits.flatMap(({ op, evidence }) => (op === 'demonstrate' ? evidence : [])))]
}

interface Example {
  readonly caseId: string
  readonly input: string
  readonly output: string
}

function exampleOf({ nodeId }: Component, { caseId, isPassing, nodes, inputs }: CaseExcerpt): Example[] {
  const node = nodes.find((one) => one.nodeId === nodeId)
  if (!isPassing || node === undefined || node.error !== null || node.output.trim() === '') return []
  const given = node.prompts.findLast(({ role }) => role === 'user')?.text ?? inputs
  return [{ caseId, input: given.trim(), output: node.output.trim() }]
}

interface Limits {
  readonly text: string
  readonly maxTokens: number
}

/** Data that looks like a placeholder would be expanded, and a text that is there already is no news. */
function isUsable({ input, output }: Example, { syntax }: Component, { text, maxTokens }: Limits): boolean {
  const whole = `${input}\n${output}`
  return (
    input !== '' &&
    whole.length < maxTokens * 20 &&
    estimateTokens(whole) <= maxTokens &&
    countPlaceholders(whole, syntax).size === 0 &&
    !/\{[{%#]/.test(whole) &&
    !text.includes(input)
  )
}

const alikeFrom = 0.5

/** Shortest first; an example is passed over while there are others whose answer or input is not like a chosen one's. */
function chooseUnlike(examples: readonly Example[], count: number): Example[] {
  const left = examples.toSorted((one, other) => size(one) - size(other) || (one.caseId < other.caseId ? -1 : 1))
  const chosen: Example[] = []
  while (chosen.length < count && left.length > 0) {
    const newAnswer = left.findIndex(({ output }) => chosen.every((other) => other.output !== output))
    const newInput = left.findIndex(({ input }) =>
      chosen.every((other) => trigramSimilarity(other.input, input) < alikeFrom),
    )
    const [next] = left.splice(Math.max(0, newAnswer === -1 ? newInput : newAnswer), 1)
    if (next !== undefined) chosen.push(next)
  }
  return chosen
}

function size({ input, output }: Example): number {
  return input.length + output.length
}

const words = {
  en: ['Example:', 'Input:', 'Output:'],
  zh: ['示例：', '输入：', '输出：'],
  ja: ['例：', '入力：', '出力：'],
} as const

/** Blank lines would end the block of an example. */
function exampleText(input: string, output: string, prompt: string): string {
  const language = detectLanguage(prompt)
  const [title, given, answer] = words[language === 'zh' || language === 'ja' ? language : 'en']
  const labelled = (label: string, text: string): string => {
    const gap = label.endsWith('：') ? '' : ' '
    return label + (/[\r\n]/.test(text) ? '\n' : gap) + text.replace(/(?:\r\n|\n|\r)\s*(?=\r|\n)/g, '')
  }
  return [title, labelled(given, input), labelled(answer, output)].join('\n')
}
