import type { FindingDimension } from '../analysis/finding.ts'
import { PromptAnalyzer } from '../analysis/prompt-analyzer.ts'
import type { Component, ComponentTexts } from '../search/component.ts'
import type { HypothesisLabel } from '../search/hypothesis.ts'
import type { ReflectionJob, StaticNote } from './reflection-job.ts'

/** Strategies by which a model rewrites prompts without any case. */
export type ModelStrategy = 'llm_guided' | 'llm_clarity' | 'llm_efficiency'

/** Ideas that need no case to be tried. */
const hypotheses: readonly HypothesisLabel[] = [
  'ambiguous_rule',
  'contradictory_rules',
  'wrong_priority_or_order',
  'output_format',
  'output_field_order',
  'missing_edge_case',
  'variable_not_used',
  'injection_boundary',
  'wording',
  'other',
]

/** The question of a strategy that has no cases: it hands on what the static analysis noticed in the chosen components. */
export function staticJob(
  strategy: ModelStrategy,
  { components, texts, chosen }: Pick<ReflectionJob, 'components' | 'texts' | 'chosen'>,
): ReflectionJob {
  const { aim, dimensions } = strategies[strategy]
  const notes = components
    .filter(({ id }) => chosen.includes(id))
    .flatMap((component) => notesOf(component, texts, dimensions))
  return { aim, components, texts, chosen, notes, hypotheses }
}

const strategies = {
  llm_guided: {
    aim: 'guided',
    dimensions: ['clarity', 'structure', 'specificity', 'efficiency', 'robustness', 'graph'],
  },
  llm_clarity: { aim: 'clarity', dimensions: ['clarity', 'specificity', 'structure'] },
  llm_efficiency: { aim: 'efficiency', dimensions: ['efficiency'] },
} as const

/** Costliest first. */
function notesOf(
  { id, text, prompt }: Component,
  texts: ComponentTexts,
  dimensions: readonly FindingDimension[],
): StaticNote[] {
  const { issues } = new PromptAnalyzer().analyzePrompt({ ...prompt, text: texts[id] ?? text })
  return issues
    .filter(({ dimension, points, severity }) => dimensions.includes(dimension) && (points < 0 || severity !== 'info'))
    .toSorted((one, other) => one.points - other.points)
    .map(({ message, fix, excerpt }) => ({
      component: id,
      message: excerpt === '' ? message : `${message} (“${excerpt}”)`,
      fix,
    }))
}
