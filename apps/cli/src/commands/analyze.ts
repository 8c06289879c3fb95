import type { PromptSlot } from '@autoopt/dsl'
import { type AnalyzedPrompt, type Finding, PromptAnalyzer, PromptExtractor } from '@autoopt/optimizer'
import { exitCode, type ExitCode, UsageError } from '../exit-code.ts'
import { choosePrompts } from '../files/choose-prompts.ts'
import { loadSettings } from '../files/load-settings.ts'
import { openApp } from '../files/open-app.ts'
import { paint } from '../terminal/paint.ts'
import { print, printJson } from '../terminal/print.ts'

export interface AnalyzeOptions {
  readonly workflowId?: string
  readonly prompt?: readonly string[]
  readonly check?: boolean
  readonly minScore: string
  readonly env?: string
  readonly json?: boolean
}

interface Judged {
  readonly slot: PromptSlot
  readonly analysis: AnalyzedPrompt
}

/** Judges every prompt of an app file by rule. */
export async function analyze(app: string, options: AnalyzeOptions): Promise<ExitCode> {
  const minScore = parsePoints('--min-score', options.minScore)
  const document = await openApp(app, options)
  const chosen = choosePrompts(document, options.prompt)
  const settings = await loadSettings(options.env)
  const analyzer = new PromptAnalyzer({ weights: settings?.optimizer.optimization.scoring_weights ?? {} })
  const records = new Map(new PromptExtractor().extractFromWorkflow(document).map((record) => [record.id, record]))
  const judged = chosen.flatMap((slot): Judged[] => {
    const record = records.get(slot.id)
    return record ? [{ slot, analysis: analyzer.analyzePrompt(record) }] : []
  })

  if (options.json) {
    const { workflow_id, mode, dsl_version } = document
    printJson({ workflow_id, mode, dsl_version, score_kind: 'hygiene', prompts: judged.map(toJson) })
  } else if (judged.length === 0) print(`${app} has no prompts.`)
  else {
    for (const one of judged) printJudged(app, one)
    print(paint('dim', 'Hygiene says how well a prompt is written by the rules, not how good its answers are.'))
  }
  const failed = judged.some(
    ({ analysis }) => analysis.overall_score < minScore || analysis.issues.some((issue) => issue.severity === 'error'),
  )
  return options.check && failed ? exitCode.checkFailed : exitCode.fine
}

/** @throws {@link UsageError} when the text is no number from 0 to 100. */
export function parsePoints(flag: string, text: string): number {
  const points = Number(text)
  if (text.trim() === '' || !(points >= 0 && points <= 100))
    throw new UsageError(`${flag} takes a number from 0 to 100, not "${text}".`)
  return points
}

function toJson({ slot, analysis }: Judged): unknown {
  const { id, node_id, node_title, slot: name, pointer, line, column } = slot
  return { id, node_id, node_title, slot: name, pointer, line, column, analysis }
}

function printJudged(app: string, { slot, analysis }: Judged): void {
  const { overall_score, clarity_score, structure_score, specificity_score, efficiency_score } = analysis
  print(
    `${paint('bold', slot.node_title)} · ${slot.slot}  ${paint('dim', `${slot.id}  ${app}:${slot.line}:${slot.column}`)}`,
  )
  print(
    `  hygiene ${paint('bold', String(overall_score))}  (clarity ${clarity_score}, structure ${structure_score}, ` +
      `specificity ${specificity_score}, efficiency ${efficiency_score})`,
  )
  for (const issue of analysis.issues) printFinding(issue)
  print()
}

const styles = { error: 'red', warning: 'yellow', info: 'blue' } as const

function printFinding({ severity, message, reason, fix, rule, evidence, excerpt }: Finding): void {
  print(
    `  ${paint(styles[severity], severity.padEnd(7))} ${message}${excerpt === '' ? '' : paint('dim', ` “${excerpt.replace(/\s+/g, ' ')}”`)}`,
  )
  print(paint('dim', `          ${reason} ${fix} [${rule}, evidence ${evidence}]`))
}
