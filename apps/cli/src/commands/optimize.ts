import type { OptimizationConfig, PromptPatch } from '@autoopt/config'
import type { DslDocument } from '@autoopt/dsl'
import { PromptPatchEngine } from '@autoopt/executor'
import {
  diffTexts,
  OptimizerService,
  type PromptOutcome,
  readPromptContext,
  type StepTimings,
} from '@autoopt/optimizer'
import { parseStrategies } from '../arguments/parse-strategies.ts'
import type { CampaignCommandOptions } from '../campaign/campaign-flags.ts'
import { exitCode, type ExitCode, UsageError } from '../exit-code.ts'
import { choosePrompts } from '../files/choose-prompts.ts'
import { openApp } from '../files/open-app.ts'
import { checkOutput, type OutputOptions, type Written, writeApp } from '../files/write-app.ts'
import { loadSettings } from '../files/load-settings.ts'
import { openStorage, type StorageOptions } from '../open-storage.ts'
import { invocation } from '../terminal/invocation.ts'
import { paint, paintDiff } from '../terminal/paint.ts'
import { print, printJson, tell } from '../terminal/print.ts'
import { parsePoints } from './analyze.ts'

export interface OptimizeCommandOptions extends OutputOptions, StorageOptions {
  readonly static?: boolean
  readonly workflowId?: string
  readonly strategy?: readonly string[]
  readonly minBaselineScore?: string
  readonly minImprovement?: string
  readonly minConfidence?: string
  readonly safeOnly?: boolean
  readonly prompt?: readonly string[]
  readonly diff?: boolean
  readonly json?: boolean
}

/** Everything one optimization brought, for the report. */
export interface Optimization {
  readonly document: DslDocument
  readonly outcomes: readonly PromptOutcome[]
  readonly patches: readonly PromptPatch[]
  /** The app file's text with every patch applied. */
  readonly text: string
  readonly timings: StepTimings
  /** Where the versions are kept; `null` when they are not. */
  readonly storage: string | null
  readonly written: Written | undefined
}

/** Optimizes by what cases show, or by rule with `--static`. */
export async function optimize(
  app: string | undefined,
  options: OptimizeCommandOptions & CampaignCommandOptions,
): Promise<ExitCode> {
  if (!options.static && (options.cases ?? options.plan ?? options.resume) !== undefined)
    return (await import('./optimize-campaign.ts')).optimizeCampaign(app, options)
  if (app === undefined) throw new UsageError('Which app file? Give one, with --cases <file> or with --static.')
  return optimizeByRule(app, options)
}

/** Rewrites the prompts of an app file by rule, keeps every version, and writes the file where it was told to. */
async function optimizeByRule(app: string, options: OptimizeCommandOptions): Promise<ExitCode> {
  const result = await runOptimization(app, options)
  if (options.json) printJson(toJson(result))
  else printOptimization(app, result, options)
  return exitCode.fine
}

/** Does what the command does, without a word. */
export async function runOptimization(app: string, options: OptimizeCommandOptions): Promise<Optimization> {
  if (!options.static) {
    throw new UsageError(
      'Give test cases with --cases <file>, so that better can be told from worse; or say --static to rewrite by rule, without any.',
    )
  }
  await checkOutput([app], options)
  const document = await openApp(app, options)
  const promptIds = choosePrompts(document, options.prompt).map((prompt) => prompt.id)
  const settings = await loadSettings(options.env)
  await using opened = openStorage(options, settings)
  const { store, folder } = opened
  const service = new OptimizerService({
    storage: store,
    optimization: { ...settings?.optimizer.optimization, ...thresholds(options) },
    safeOnly: options.safeOnly ?? false,
  })
  const outcomes: PromptOutcome[] = []
  for await (const outcome of service.optimize(document, { promptIds })) outcomes.push(outcome)

  const patches = outcomes.flatMap(({ patch }) => patch ?? [])
  const { text } = new PromptPatchEngine().applyPatches(document, patches)
  const written = await writeApp(app, { text, source: document.source }, options)
  return { document, outcomes, patches, text, timings: service.timings, storage: folder, written }
}

/** Prints what became of each prompt, and what to do next. */
export function printOptimization(app: string, result: Optimization, options: OptimizeCommandOptions): void {
  const { outcomes, written, storage } = result
  for (const outcome of outcomes) printOutcome(outcome, { withDiff: options.diff ?? false, isKept: storage !== null })
  const optimized = outcomes.filter(({ status }) => status === 'optimized')
  const unevaluated = optimized.filter(({ rewrite }) => rewrite?.needs_evaluation)
  print(`${optimized.length} of ${outcomes.length} prompts rewritten.`)
  if (unevaluated.length > 0)
    print(
      `${unevaluated.length} of them must be evaluated before deploying: a guarded rule changed more than the form.`,
    )
  if (storage !== null) print(`versions: ${storage}`)
  if (written) print(`written:  ${written.path}${written.backup ? ` (backup ${written.backup})` : ''}`)
  for (const hint of hints(app, result, options)) tell(paint('dim', hint, process.stderr))
}

function hints(app: string, { written, storage, outcomes }: Optimization, { inPlace }: OutputOptions): string[] {
  const next: string[] = []
  const left = outcomes.filter(({ status, rewrite }) => status !== 'optimized' && rewrite !== null).length
  if (left > 0)
    next.push(
      `${left} more could be tidied; your thresholds leave them alone. --min-baseline-score 100 --min-improvement 0 takes them all.`,
    )
  if (!written && inPlace) next.push(`Nothing to change: ${app} was not touched.`)
  else if (!written && outcomes.some(({ patch }) => patch))
    next.push(`Nothing was written to a file. Give -o <file>, or --in-place to replace ${app}.`)
  if (storage === null) next.push('The versions were not kept. Give --storage <folder> to keep them.')
  else next.push(`Next: ${invocation()} versions list --storage ${storage}`)
  return next
}

function printOutcome(
  { prompt, analysis, rewritten, rewrite, status, reason, version }: PromptOutcome,
  { withDiff, isKept }: { withDiff: boolean; isKept: boolean },
): void {
  const { node_title, slot } = readPromptContext(prompt.context)
  print(`${paint('bold', node_title)} · ${slot}  ${paint('dim', prompt.id)}`)
  if (status !== 'optimized' || !rewrite || !rewritten) {
    print(`  unchanged, hygiene ${analysis.overall_score}. ${reason}\n`)
    return
  }
  const kept = version && isKept ? `, version ${version.version}` : ''
  print(
    `  hygiene ${analysis.overall_score} → ${paint('green', String(rewritten.overall_score))} (${rewrite.strategy}${kept})`,
  )
  for (const [rule, { kind, count }] of countRules(rewrite.changes)) {
    const mark = kind === 'guarded' ? paint('yellow', ' – evaluate before deploying') : ''
    print(`  ${rule}${count > 1 ? ` ×${count}` : ''}${mark}`)
  }
  if (withDiff) {
    const { unified } = diffTexts(rewrite.original_prompt, rewrite.optimized_prompt, { from: 'before', to: 'after' })
    print(paintDiff(unified).trimEnd())
  }
  print()
}

function countRules(changes: readonly { rule: string; kind: string }[]): Map<string, { kind: string; count: number }> {
  const counts = new Map<string, { kind: string; count: number }>()
  for (const { rule, kind } of changes) counts.set(rule, { kind, count: (counts.get(rule)?.count ?? 0) + 1 })
  return counts
}

function thresholds(options: OptimizeCommandOptions): Partial<OptimizationConfig> {
  const { minBaselineScore, minImprovement, minConfidence, strategy } = options
  return {
    ...(minBaselineScore === undefined
      ? {}
      : { min_baseline_score: parsePoints('--min-baseline-score', minBaselineScore) }),
    ...(minImprovement === undefined ? {} : { min_improvement: parsePoints('--min-improvement', minImprovement) }),
    ...(minConfidence === undefined ? {} : { min_confidence: parseShare('--min-confidence', minConfidence) }),
    ...(strategy === undefined ? {} : { strategies: parseStrategies(strategy, 'by_rule') }),
  }
}

function parseShare(flag: string, text: string): number {
  const share = Number(text)
  if (text.trim() === '' || !(share >= 0 && share <= 1))
    throw new UsageError(`${flag} takes a number from 0 to 1, not "${text}".`)
  return share
}

function toJson({ document, outcomes, patches, timings, storage, written }: Optimization): unknown {
  return {
    workflow_id: document.workflow_id,
    score_kind: 'hygiene',
    storage,
    written: written ?? null,
    prompts: outcomes.map(({ prompt, status, reason, analysis, rewritten, rewrite, baseline_version, version }) => ({
      id: prompt.id,
      pointer: prompt.context['pointer'],
      status,
      reason,
      overall_score: analysis.overall_score,
      rewritten_score: rewritten?.overall_score ?? null,
      baseline_version: storage === null ? null : baseline_version.version,
      version: storage === null ? null : (version?.version ?? null),
      optimization_result: rewrite,
    })),
    patches,
    timings,
  }
}
