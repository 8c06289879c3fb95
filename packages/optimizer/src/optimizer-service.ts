/**
 * Optimizes the prompts of one app by rule, one after the other:
 *
 * 1. extract the prompt, analyse it, and find its text among the kept versions (or keep it as a new one);
 * 2. leave it alone when it scores `min_baseline_score` or more (100 judges every prompt), but note what safe rules would tidy;
 * 3. rewrite it by each strategy until its rules change nothing more;
 * 4. take the rewrite that gained most; of equals the one with fewer changes;
 * 5. drop it when it gained less than `min_improvement` or is less sure than `min_confidence`;
 * 6. refuse it when the app file cannot take it, as texts shared through a YAML anchor cannot be changed apart;
 * 7. keep it as a version made from the first, and propose it as a patch.
 */
import { performance } from 'node:perf_hooks'
import {
  type OptimizationConfig,
  optimizationConfigSchema,
  type PromptPatch,
  type RuleStrategy,
  ruleStrategySchema,
} from '@autoopt/config'
import type { SliceMetrics } from '@autoopt/collector'
import { type DslDocument, ReplaceError } from '@autoopt/dsl'
import type { Prompt, PromptVersion, VersionStorage } from '@autoopt/storage-core'
import { type AnalyzedPrompt, PromptAnalyzer } from './analysis/prompt-analyzer.ts'
import { PromptExtractor } from './analysis/prompt-extractor.ts'
import { ModelStrategyError } from './errors.ts'
import { OptimizationEngine, type Rewrite } from './rewrite/optimization-engine.ts'
import { rewriteRules } from './rewrite/rewrite-rules.ts'
import { rewriteInput } from './rewrite-input.ts'
import { selectStrategy } from './select-strategy.ts'
import { VersionManager } from './versions/version-manager.ts'

/** What became of a prompt. Only `optimized` comes with a patch. */
export type OutcomeStatus =
  | 'optimized'
  | 'good_enough'
  | 'nothing_to_change'
  | 'too_little_gain'
  | 'too_unsure'
  | 'not_replaceable'

/** What the service did with one prompt. */
export interface PromptOutcome {
  readonly prompt: Prompt
  readonly analysis: AnalyzedPrompt
  readonly status: OutcomeStatus
  /** The status in a sentence, with the figures behind it. */
  readonly reason: string
  /** The best rewrite found, also when it was not proposed; of a prompt that is good enough, what safe rules would tidy. */
  readonly rewrite: Rewrite | null
  /** The analysis of the rewritten text. */
  readonly rewritten: AnalyzedPrompt | null
  readonly baseline_version: PromptVersion
  /** The version of the rewritten text; `null` unless optimized. */
  readonly version: PromptVersion | null
  readonly patch: PromptPatch | null
}

/** Milliseconds spent in each step over all prompts so far. */
export interface StepTimings {
  extract_ms: number
  analyze_ms: number
  rewrite_ms: number
  save_ms: number
}

/** What an {@link OptimizerService} works with. */
export interface OptimizerServiceOptions {
  readonly storage: VersionStorage
  /** Missing keys take the defaults of {@link OptimizationConfig}. */
  readonly optimization?: Partial<OptimizationConfig>
  /** Leave out rewrites that must be evaluated before they are deployed. */
  readonly safeOnly?: boolean
  readonly now?: () => Date
}

/** Which prompts to optimize. */
export interface OptimizeOptions {
  /** Prompt ids; default: every prompt of the app. */
  readonly promptIds?: readonly string[]
  /** Chooses the rewrite for each prompt. Default: those of the configuration are tried. */
  readonly strategyFor?: (analysis: AnalyzedPrompt) => RuleStrategy
}

/** Turns the prompts of an app into patches, and keeps every version on the way. */
export class OptimizerService {
  readonly timings: StepTimings = { extract_ms: 0, analyze_ms: 0, rewrite_ms: 0, save_ms: 0 }
  readonly #config: OptimizationConfig
  readonly #strategies: readonly RuleStrategy[]
  readonly #now: () => Date
  readonly #extractor = new PromptExtractor()
  readonly #analyzer: PromptAnalyzer
  readonly #engine: OptimizationEngine
  readonly #versions: VersionManager

  /** @throws {@link ModelStrategyError} when a strategy needs a model. */
  constructor({ storage, optimization = {}, safeOnly = false, now = () => new Date() }: OptimizerServiceOptions) {
    this.#config = optimizationConfigSchema.parse(optimization)
    this.#strategies = ruleStrategies(this.#config)
    this.#now = now
    this.#engine = new OptimizationEngine(safeOnly ? rewriteRules.filter((rule) => rule.kind === 'safe') : rewriteRules)
    this.#analyzer = new PromptAnalyzer({ weights: this.#config.scoring_weights })
    this.#versions = new VersionManager(storage, { now })
  }

  /** The patch of every prompt that was optimized, as soon as it is there. */
  async *optimizeWorkflow(document: DslDocument, options: OptimizeOptions = {}): AsyncGenerator<PromptPatch, void> {
    for await (const { patch } of this.optimize(document, options)) if (patch) yield patch
  }

  /** The patches of the prompts that were optimized, each by the rewrite that {@link selectStrategy} chooses for it. */
  async optimizeWithMetrics(
    document: DslDocument,
    metrics?: Pick<SliceMetrics, 'success_rate' | 'avg_execution_time'>,
    { promptIds }: Pick<OptimizeOptions, 'promptIds'> = {},
  ): Promise<PromptPatch[]> {
    const strategyFor = (analysis: AnalyzedPrompt): RuleStrategy => selectStrategy(analysis, metrics)
    const options = { strategyFor, ...(promptIds === undefined ? {} : { promptIds }) }
    const patches: PromptPatch[] = []
    for await (const patch of this.optimizeWorkflow(document, options)) patches.push(patch)
    return patches
  }

  /** What became of each prompt, in the order of the file. */
  async *optimize(document: DslDocument, options: OptimizeOptions = {}): AsyncGenerator<PromptOutcome, void> {
    const prompts = this.#timed('extract_ms', () => this.#extractor.extractFromWorkflow(document, { now: this.#now() }))
    for (const prompt of prompts)
      if (options.promptIds?.includes(prompt.id) ?? true) yield await this.#optimizePrompt(prompt, document, options)
  }

  async #optimizePrompt(
    prompt: Prompt,
    document: DslDocument,
    { strategyFor }: OptimizeOptions,
  ): Promise<PromptOutcome> {
    const analysis = this.#analyze(prompt)
    const baseline = await this.#timedAsync('save_ms', () => this.#keepBaseline(prompt, analysis))
    const outcome = { prompt, analysis, baseline_version: baseline, version: null, patch: null }
    const { min_baseline_score } = this.#config
    if (analysis.overall_score >= min_baseline_score && min_baseline_score < 100) {
      const reason = `It scores ${analysis.overall_score}, and ${min_baseline_score} is good enough.`
      return { ...outcome, status: 'good_enough', reason, rewrite: this.#tidy(prompt), rewritten: null }
    }

    const strategies = strategyFor === undefined ? this.#strategies : [strategyFor(analysis)]
    const best = this.#bestRewrite(prompt, analysis, strategies)
    if (!best) {
      const reason = 'No rule has anything to change.'
      return { ...outcome, status: 'nothing_to_change', reason, rewrite: null, rewritten: null }
    }
    const refusal = this.#refusal(best.rewrite) ?? refuseReplacement(document, best.rewrite)
    if (refusal) return { ...outcome, ...best, ...refusal }

    const version = await this.#timedAsync('save_ms', () => this.#keepRewrite(best, baseline))
    const { improvement_score } = best.rewrite
    const reason = `It gains ${improvement_score} points: ${analysis.overall_score} → ${best.rewritten.overall_score}.`
    return { ...outcome, ...best, status: 'optimized', reason, version, patch: patchOf(prompt, best.rewrite) }
  }

  /** The same text is kept once, however often an app is optimized. */
  async #keepBaseline(prompt: Prompt, analysis: AnalyzedPrompt): Promise<PromptVersion> {
    const known = await this.#versions.findByText(prompt.id, prompt.text)
    return known ?? (await this.#versions.createVersion(prompt, { analysis, metadata: { strategy: 'extracted' } }))
  }

  async #keepRewrite({ rewrite, rewritten, prompt }: BestRewrite, baseline: PromptVersion): Promise<PromptVersion> {
    const latest = await this.#versions.getLatestVersion(prompt.id)
    if (latest?.prompt.text === prompt.text) return latest
    return this.#versions.createVersion(prompt, {
      analysis: rewritten,
      optimizationResult: rewrite,
      parentVersion: baseline.version,
      metadata: { strategy: rewrite.strategy, needs_evaluation: rewrite.needs_evaluation },
    })
  }

  #bestRewrite(prompt: Prompt, analysis: AnalyzedPrompt, strategies: readonly RuleStrategy[]): BestRewrite | undefined {
    let best: BestRewrite | undefined
    for (const strategy of strategies) {
      const candidate = this.#rewrite(prompt, analysis, strategy)
      if (candidate && (!best || isBetter(candidate.rewrite, best.rewrite))) best = candidate
    }
    return best
  }

  #rewrite(prompt: Prompt, analysis: AnalyzedPrompt, strategy: RuleStrategy): BestRewrite | undefined {
    const analyze = (text: string) =>
      text === prompt.text ? analysis : this.#analyzer.analyzePrompt({ ...prompt, text })
    const rewrite = this.#timed('rewrite_ms', () => this.#engine.optimize(rewriteInput(prompt), strategy, { analyze }))
    if (rewrite.changes.length === 0) return undefined
    const rewrittenPrompt = { ...prompt, text: rewrite.optimized_prompt, extracted_at: this.#now().toISOString() }
    return { prompt: rewrittenPrompt, rewrite, rewritten: this.#analyze(rewrittenPrompt) }
  }

  /** What safe rules alone would change; `null` when nothing. */
  #tidy(prompt: Prompt): Rewrite | null {
    const rewrite = this.#timed('rewrite_ms', () => this.#engine.optimize(rewriteInput(prompt), 'auto'))
    return rewrite.changes.length === 0 ? null : rewrite
  }

  #refusal({ improvement_score, confidence }: Rewrite): Refusal | undefined {
    const { min_improvement, min_confidence } = this.#config
    if (improvement_score < min_improvement) {
      return {
        status: 'too_little_gain',
        reason: `The best rewrite gains ${improvement_score} points, and ${min_improvement} are needed.`,
      }
    }
    if (confidence < min_confidence) {
      return {
        status: 'too_unsure',
        reason: `The best rewrite has confidence ${confidence}, and ${min_confidence} is needed.`,
      }
    }
    return undefined
  }

  #analyze(prompt: Prompt): AnalyzedPrompt {
    return this.#timed('analyze_ms', () => this.#analyzer.analyzePrompt(prompt))
  }

  #timed<Result>(step: keyof StepTimings, work: () => Result): Result {
    const start = performance.now()
    try {
      return work()
    } finally {
      this.timings[step] += performance.now() - start
    }
  }

  async #timedAsync<Result>(step: keyof StepTimings, work: () => Promise<Result>): Promise<Result> {
    const start = performance.now()
    try {
      return await work()
    } finally {
      this.timings[step] += performance.now() - start
    }
  }
}

type Refusal = Pick<PromptOutcome, 'status' | 'reason'>

function ruleStrategies({ strategies }: OptimizationConfig): RuleStrategy[] {
  const others = strategies.filter((strategy) => !ruleStrategySchema.safeParse(strategy).success)
  if (others.length > 0) throw new ModelStrategyError({ strategies: others })
  return strategies.map((strategy) => ruleStrategySchema.parse(strategy))
}

function refuseReplacement(document: DslDocument, rewrite: Rewrite): Refusal | undefined {
  try {
    document.replacePrompts({ [rewrite.prompt_id]: rewrite.optimized_prompt })
    return undefined
  } catch (error) {
    if (error instanceof ReplaceError) return { status: 'not_replaceable', reason: error.message }
    throw error
  }
}

interface BestRewrite {
  /** The prompt with the rewritten text. */
  readonly prompt: Prompt
  readonly rewrite: Rewrite
  readonly rewritten: AnalyzedPrompt
}

function isBetter(one: Rewrite, other: Rewrite): boolean {
  if (one.improvement_score !== other.improvement_score) return one.improvement_score > other.improvement_score
  return one.changes.length < other.changes.length
}

function patchOf(prompt: Prompt, rewrite: Rewrite): PromptPatch {
  return { selector: { by_id: prompt.id }, strategy: { mode: 'replace', content: rewrite.optimized_prompt } }
}
