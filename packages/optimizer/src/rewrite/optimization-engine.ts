import type { RuleStrategy } from '@autoopt/config'
import type { OptimizationResult, PromptAnalysis } from '@autoopt/storage-core'
import type { TextSpan } from '../analysis/finding.ts'
import { applyEdits, traceBack } from './apply-edits.ts'
import { PromptDraft, type PromptInput } from './prompt-draft.ts'
import type { Edit, RewriteDimension, RewriteKind, RewriteRule } from './rewrite-rule.ts'
import { rewriteRules } from './rewrite-rules.ts'

/** One change that a rule made. */
export interface RewriteChange {
  readonly rule: string
  readonly kind: RewriteKind
  readonly before: string
  readonly after: string
  /** Where it stood in the original prompt; empty for an insertion. */
  readonly span: TextSpan
  readonly note: string
}

/** The outcome of one rewrite, ready to be stored with a version. Without changes both texts are equal. */
export interface Rewrite extends OptimizationResult {
  strategy: RuleStrategy
  changes: RewriteChange[]
  /** Whether a guarded rule took part: then evaluate before deploying. */
  needs_evaluation: boolean
}

/** The hygiene score that steers `auto` and gives `improvement_score`. */
export type RewriteScores = Pick<PromptAnalysis, 'overall_score'>

export interface RewriteOptions {
  /** Scores a wording of the prompt; asked once for each text. Without it `improvement_score` is 0, and `auto` uses no guarded rule. */
  readonly analyze?: (text: string) => RewriteScores
}

/** No prompt needs more: rules only enable each other a few times. It bounds the work, whatever the rules. */
const maxRounds = 10

/**
 * Rewrites prompts by deterministic rules.
 *
 * - A focus strategy uses the rules that can raise its score: `clarity_focus` clarity and specificity.
 * - `auto` uses every safe rule, and a guarded rule only where it raises the overall score.
 * - The rules run in a fixed order, round after round, until a round changes nothing: a rewrite of a rewrite is empty.
 * - An edit that would alter the template syntax in the text is not made.
 * - Prompts that are nothing but variables, and assistant messages (they are examples), stay as they are.
 */
export class OptimizationEngine {
  readonly #rules: readonly RewriteRule[]

  /** @param rules in the order in which they run. Default: all of them. */
  constructor(rules: readonly RewriteRule[] = rewriteRules) {
    this.#rules = rules
  }

  optimize(prompt: PromptInput, strategy: RuleStrategy, options: RewriteOptions = {}): Rewrite {
    const analyze = options.analyze && oncePerText(options.analyze)
    const rewriting = new Rewriting(prompt)
    if (isRewritable(rewriting.draft)) this.#run(rewriting, strategy, analyze)
    const { text } = rewriting.draft
    const changed = text !== prompt.text
    const changes = changed ? rewriting.changes : []
    const gain = changed && analyze ? analyze(text).overall_score - analyze(prompt.text).overall_score : 0
    return {
      prompt_id: prompt.id,
      original_prompt: prompt.text,
      optimized_prompt: text,
      strategy,
      improvement_score: Math.round(gain * 10) / 10,
      confidence: confidence(changes),
      changes,
      needs_evaluation: changes.some((change) => change.kind === 'guarded'),
    }
  }

  #run(rewriting: Rewriting, strategy: RuleStrategy, analyze: RewriteOptions['analyze']): void {
    for (let round = 0; round < maxRounds; round += 1) {
      const before = rewriting.draft.text
      for (const rule of this.#rules) {
        if (strategy !== 'auto') {
          if (focus[strategy].some((dimension) => rule.improves.includes(dimension))) rewriting.apply(rule)
        } else if (rule.kind === 'safe') rewriting.apply(rule)
        else if (analyze)
          rewriting.apply(rule, (text) => analyze(text).overall_score > analyze(rewriting.draft.text).overall_score)
      }
      if (rewriting.draft.text === before) return
    }
  }
}

/** Each guarded rule asks for the scores of the same draft again. */
function oncePerText(analyze: (text: string) => RewriteScores): (text: string) => RewriteScores {
  const known = new Map<string, RewriteScores>()
  return (text) => {
    const scores = known.get(text) ?? analyze(text)
    known.set(text, scores)
    return scores
  }
}

/** The draft and how it came about. */
class Rewriting {
  draft: PromptDraft
  readonly changes: RewriteChange[] = []
  readonly #steps: ((span: TextSpan) => TextSpan)[] = []

  constructor(prompt: PromptInput) {
    this.draft = new PromptDraft(prompt.text, prompt)
  }

  /** @param accepts judges the text that the rule would make; without it every change is taken. */
  apply(rule: RewriteRule, accepts: (text: string) => boolean = () => true): void {
    if (this.draft.prompt.syntax === 'jinja2' && !rule.fitsJinja2) return
    const edits = rule.find(this.draft).toSorted((a, b) => a.start - b.start || a.end - b.end)
    if (edits.length === 0) return
    const next = new PromptDraft(applyEdits(this.draft.text, edits), this.draft.prompt)
    if (!haveSameTemplates(this.draft, next) || !accepts(next.text)) return
    for (const edit of edits) this.changes.push(this.#record(rule, edit))
    this.#steps.push(traceBack(edits))
    this.draft = next
  }

  #record({ name, kind }: RewriteRule, { start, end, replacement, note }: Edit): RewriteChange {
    const span = this.#steps.reduceRight<TextSpan>((at, origin) => origin(at), { start, end })
    return { rule: name, kind, before: this.draft.text.slice(start, end), after: replacement, span, note }
  }
}

function haveSameTemplates(before: PromptDraft, after: PromptDraft): boolean {
  const [first, second] = [before, after].map((draft) =>
    draft.templates.map(({ start, end }) => draft.text.slice(start, end)).toSorted(),
  )
  return JSON.stringify(first) === JSON.stringify(second)
}

function isRewritable(draft: PromptDraft): boolean {
  if (draft.prompt.role === 'assistant') return false
  let position = 0
  for (const { start, end } of draft.templates) {
    if (/[\p{L}\p{N}]/u.test(draft.text.slice(position, start))) return true
    position = end
  }
  return /[\p{L}\p{N}]/u.test(draft.text.slice(position))
}

const focus: Record<Exclude<RuleStrategy, 'auto'>, readonly RewriteDimension[]> = {
  clarity_focus: ['clarity', 'specificity'],
  efficiency_focus: ['efficiency'],
  structure_focus: ['structure'],
}

/**
 * How sure one can be, before any evaluation, that a rewrite does no harm: 1 for none, 0.95 when every rule was safe,
 * 0.75 with one guarded rule, and a twentieth less for each further one. A convention that ranks rewrites, not a measured rate.
 */
function confidence(changes: readonly RewriteChange[]): number {
  if (changes.length === 0) return 1
  const guarded = new Set(changes.filter(({ kind }) => kind === 'guarded').map(({ rule }) => rule))
  return guarded.size === 0 ? 0.95 : Math.round(75 * 0.95 ** (guarded.size - 1)) / 100
}
