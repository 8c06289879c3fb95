/**
 * Scores the hygiene of a prompt.
 *
 * Each of the four scores starts at 100 and loses the points of its findings, never below 0: the score of a dimension is
 * exactly `max(0, 100 + the sum of its findings' points)`. The overall score is their weighted mean, at most 49 when any
 * finding is an error. Nothing else goes in: no number without the findings behind it.
 */
import { type ScoringWeights, scoringWeightsSchema } from '@autoopt/config'
import type { Prompt, PromptAnalysis } from '@autoopt/storage-core'
import { groupBy } from './group-by.ts'
import type { Language } from '../text/detect-language.ts'
import type { Finding, FindingDimension } from './finding.ts'
import type { PromptKind } from './prompt-kind.ts'
import { PromptView } from './prompt-view.ts'
import { applyRule } from './rule.ts'
import { rules } from './rules/rules.ts'

/** The hygiene of one prompt. Plain JSON; stored with a version as its `analysis`. */
export interface AnalyzedPrompt extends PromptAnalysis {
  /** In the order of the text; what is missing from the whole text comes first. */
  issues: Finding[]
  /** One fix per rule, the most valuable first. */
  suggestions: string[]
  /** The scores say how a prompt is written, never how accurate its answers are. */
  score_kind: 'hygiene'
  /** What the prompt is for, which decides what it can be blamed for. */
  prompt_kind: PromptKind
  language: Language
  estimated_tokens: number
  /** Findings left out because their rule already had {@link maxFindingsPerRule}. */
  omitted_issues: number
}

export interface PromptAnalyzerOptions {
  /** Weights of the four scores; they must sum to 1. Missing ones take the defaults of `OptimizationConfig`. */
  readonly weights?: Partial<ScoringWeights>
}

/** An error anywhere makes a prompt fail this. */
const maxScoreWithErrors = 49

/** Judges prompts by rule, without a model. */
export class PromptAnalyzer {
  readonly #weights: ScoringWeights

  /** @throws {ZodError} when the weights do not sum to 1. */
  constructor({ weights = {} }: PromptAnalyzerOptions = {}) {
    this.#weights = scoringWeightsSchema.parse(weights)
  }

  /** Takes time linear in the prompt's length; the same prompt always gets the same analysis. */
  analyzePrompt(prompt: Prompt): AnalyzedPrompt {
    const view = new PromptView(prompt)
    const applied = rules.map((rule) => applyRule(rule, view))
    const issues = applied.flatMap(({ findings }) => findings).toSorted(byPosition)
    const scores = scoreDimensions(issues)
    return {
      prompt_id: prompt.id,
      overall_score: this.#overall(scores, issues),
      clarity_score: scores.clarity,
      structure_score: scores.structure,
      specificity_score: scores.specificity,
      efficiency_score: scores.efficiency,
      issues,
      suggestions: this.#suggest(issues),
      score_kind: 'hygiene',
      prompt_kind: view.kind,
      language: view.language,
      estimated_tokens: view.tokens,
      omitted_issues: applied.reduce((sum, { omitted }) => sum + omitted, 0),
    }
  }

  #overall(scores: ScoringWeights, issues: readonly Finding[]): number {
    const mean = dimensions.reduce((sum, dimension) => sum + this.#weights[dimension] * scores[dimension], 0)
    const hasError = issues.some((issue) => issue.severity === 'error')
    return Math.round(Math.min(mean, hasError ? maxScoreWithErrors : 100) * 10) / 10
  }

  #suggest(issues: readonly Finding[]): string[] {
    const byRule = groupBy(issues.filter(isWorthMending), (issue) => issue.rule)
    const ranked = [...byRule.values()].toSorted((a, b) => this.#value(b) - this.#value(a))
    return [...new Set(ranked.flatMap(([first]) => first?.fix ?? []))]
  }

  /** Points of the overall score that mending a rule's findings gives back; errors hold down the whole score. */
  #value(issues: readonly Finding[]): number {
    return issues.reduce((sum, issue) => {
      const weight = isScored(issue.dimension) ? this.#weights[issue.dimension] : 0
      return sum - weight * issue.points + severityValue[issue.severity]
    }, 0)
  }
}

const dimensions = ['clarity', 'structure', 'specificity', 'efficiency'] as const
const severityValue = { error: 100, warning: 0.1, info: 0 }

function isScored(dimension: FindingDimension): dimension is keyof ScoringWeights {
  return dimension !== 'robustness' && dimension !== 'graph'
}

function isWorthMending(issue: Finding): boolean {
  return issue.severity !== 'info' || issue.points < 0
}

function scoreDimensions(issues: readonly Finding[]): ScoringWeights {
  const score = (dimension: FindingDimension): number =>
    Math.max(
      0,
      issues.reduce((left, issue) => (issue.dimension === dimension ? left + issue.points : left), 100),
    )
  return {
    clarity: score('clarity'),
    structure: score('structure'),
    specificity: score('specificity'),
    efficiency: score('efficiency'),
  }
}

function byPosition(a: Finding, b: Finding): number {
  return (a.span?.start ?? -1) - (b.span?.start ?? -1)
}
