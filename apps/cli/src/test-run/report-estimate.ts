import { exitCode, type ExitCode } from '../exit-code.ts'
import { formatCost } from '../run/print-trace.ts'
import { formatCount } from '../terminal/format-count.ts'
import { formatTable, print, printJson } from '../terminal/print.ts'
import type { Range, VariantEstimate } from './estimate-run.ts'
import type { TestRunOptions } from './test-run-options.ts'

/** Prints what a run would take. */
export function reportEstimate(estimates: readonly VariantEstimate[], { json }: TestRunOptions): ExitCode {
  if (json) printJson({ dry_run: true, variants: estimates })
  else {
    const head = ['workflow', 'variant', 'cases', 'results', 'calls', 'judge calls', 'cost']
    print(formatTable(head, estimates.map(rowOf)))
    for (const note of notesOf(estimates)) print(note)
  }
  return exitCode.fine
}

function rowOf(estimate: VariantEstimate): string[] {
  const { workflow_id, variant_id, cases, results, calls, judge_calls, cost_usd } = estimate
  const money = cost_usd === null ? 'unknown' : range({ ...cost_usd, format: formatCost })
  const counts = [calls, judge_calls].map((one) => range({ ...one, format: formatCount }))
  return [workflow_id, variant_id, formatCount(cases), formatCount(results), ...counts, money]
}

function range({ least, most, format }: Range & { readonly format: (value: number) => string }): string {
  return least === most ? format(least) : `${format(least)} to ${format(most)}`
}

function notesOf(estimates: readonly VariantEstimate[]): string[] {
  const unknown = [...new Set(estimates.flatMap(({ unknown_prices }) => unknown_prices))]
  return [
    'Nothing was run. Tokens are estimated; calls that are tried again come on top.',
    ...(estimates.some(({ may_exceed }) => may_exceed) ? ['Iterations and loops may make more calls than this.'] : []),
    ...(unknown.length === 0
      ? []
      : [`The price is unknown of: ${unknown.join(', ')}. Add prices to its entry under models.`]),
  ]
}
