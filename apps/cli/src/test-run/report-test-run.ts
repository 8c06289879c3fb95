import type { SliceMetrics, TestResult } from '@autoopt/collector'
import { readResults } from '@autoopt/executor'
import { relative } from 'node:path'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { formatCost } from '../run/print-trace.ts'
import { formatSeconds } from '../run/tell-progress.ts'
import { formatCount } from '../terminal/format-count.ts'
import { invocation } from '../terminal/invocation.ts'
import { paint } from '../terminal/paint.ts'
import { excerpt, formatTable, print, printJson, tell } from '../terminal/print.ts'
import type { EndedRun } from './ended-run.ts'
import type { TestRunOptions } from './test-run-options.ts'

/** Failures that are shown at most. */
const maxShown = 10

/** Prints what a run came to, and says what can be done next. */
export async function reportTestRun(ended: EndedRun, { json }: TestRunOptions): Promise<void> {
  const { folder, summary, stopped } = ended
  if (json) {
    const simulated = summary.metrics.simulated > 0
    printJson({ folder, simulated, stopped: stopped ?? null, ...summary })
  } else {
    for (const finding of summary.findings) print(finding)
    if (summary.variants.length > 0) print(`\n${tableOf(ended)}`)
    await printFailures(ended)
  }
  tellNext(ended)
}

/** Says that there was nothing to do. An empty list of cases is a mistake; that no earlier case has to run again is not. */
export function tellNothingToRun({ filter, from, json }: TestRunOptions): ExitCode {
  const finding =
    filter === undefined
      ? 'No case ran: the list of tests is empty. Add cases.'
      : `No case of ${from} is ${filterNames[filter] ?? filter}: there is nothing to run again.`
  if (json) printJson({ finished: 0, expected: 0, findings: [finding] })
  else print(finding)
  return filter === undefined ? exitCode.usage : exitCode.fine
}

const filterNames: Readonly<Record<string, string>> = { errors: 'one with an error' }

function tableOf({ summary: { variants } }: EndedRun): string {
  const head = ['workflow', 'variant', 'passed', 'rate', 'score', 'errors', 'lost', 'p50', 'p95', 'tokens', 'cost']
  const rows = variants.map(({ workflow_id, variant_id, metrics }) => [workflow_id, variant_id, ...figuresOf(metrics)])
  return formatTable(head, rows)
}

function figuresOf(metrics: SliceMetrics): string[] {
  const { total, passed, infra_errors: lost, success_rate: rate, avg_score: score, execution_ms: time } = metrics
  const cost =
    metrics.cost.total_usd === null || metrics.judge_cost.total_usd === null
      ? null
      : metrics.cost.total_usd + metrics.judge_cost.total_usd
  return [
    `${formatCount(passed)}/${formatCount(total - lost)}`,
    rate === null ? '–' : `${(rate * 100).toFixed(1)} %${intervalOf(metrics)}`,
    score === null ? '–' : score.toFixed(3),
    formatCount(metrics.errors),
    formatCount(lost),
    time === null ? '–' : formatSeconds(time.p50 / 1000),
    time === null ? '–' : formatSeconds(time.p95 / 1000),
    formatCount(metrics.total_tokens + metrics.judge_tokens),
    formatCost(cost),
  ]
}

function intervalOf({ success_rate_interval: limits }: SliceMetrics): string {
  return limits === null ? '' : ` (${Math.round(limits.low * 100)}–${Math.round(limits.high * 100)})`
}

async function printFailures({ folder, summary: { metrics } }: EndedRun): Promise<void> {
  const count = metrics.total - metrics.passed
  if (count === 0) return
  print()
  print(paint('bold', count > maxShown ? `not passed (${maxShown} of ${formatCount(count)})` : 'not passed'))
  let shown = 0
  for await (const result of readResults(folder)) {
    if (result.status === 'passed') continue
    print(`  ${nameOf(result)}: ${excerpt(reasonOf(result), 120)}`)
    if ((shown += 1) === Math.min(count, maxShown)) return
  }
}

function nameOf({ variant_id, case_id, repeat }: TestResult): string {
  return `${case_id} · ${variant_id}${repeat === 0 ? '' : ` · repeat ${repeat + 1}`}`
}

function reasonOf({ error, assertions, status }: TestResult): string {
  if (error !== null) return `${status === 'infra_error' ? 'lost' : 'error'}: ${error.message}`
  return assertions.find(({ passed }) => !passed)?.reason ?? status
}

function tellNext({ folder, summary, stopped }: EndedRun): void {
  const place = relative('.', folder) || folder
  const call = invocation()
  if (stopped !== undefined) tell(`${paint('yellow', 'stopped', process.stderr)}: ${stopped.message}`)
  tell(`kept in ${place}; ${call} report ${place} --format html -o report.html`)
  const { metrics, complete, finished, expected, variants } = summary
  if (!complete) {
    const count = `${formatCount(finished)} of ${formatCount(expected)} results`
    tell(`${count} are there; go on with: ${call} run --resume ${place}`)
  } else if (metrics.infra_errors > 0) tell(`run the lost cases again with: ${call} run --resume ${place}`)
  if (variants.length > 1) tell(`compare its variants with: ${call} compare ${place}`)
}
