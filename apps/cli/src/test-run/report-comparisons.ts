import type { RunComparison } from '@autoopt/collector'
import { relative } from 'node:path'
import { countOf } from '../terminal/count-of.ts'
import { paint } from '../terminal/paint.ts'
import { formatTable, print, printJson, tell } from '../terminal/print.ts'
import type { SidePair } from './choose-sides.ts'
import type { Side } from './open-side.ts'

type Compared = SidePair & { readonly comparison: RunComparison }

/** Cases of one kind that are listed at most. */
const maxListed = 10

/** Prints what comparisons came to. */
export function reportComparisons(
  compared: readonly Compared[],
  { sides, json }: { readonly sides: readonly Side[]; readonly json: boolean },
): void {
  const warnings = sides.flatMap(warningsOf)
  const simulated = sides.some(({ summary }) => summary.metrics.simulated > 0)
  if (json) {
    const comparisons = compared.map(({ workflow, comparison }) => ({ workflow_id: workflow, ...comparison }))
    return printJson({ runs: sides.map(({ folder }) => folder), simulated, warnings, comparisons })
  }
  for (const one of compared) printOne(one, compared.length > 1)
  for (const warning of warnings) tell(`warning: ${warning}`)
  if (compared.length > 1) tell(`${compared.length} comparisons share the risk of 5 % that one of them claims too much`)
  if (simulated) print('Answers came from simulated models: the figures say nothing about real ones.')
}

function printOne({ workflow, baseline, candidate, comparison }: Compared, isOneOfMany: boolean): void {
  if (isOneOfMany) print(paint('bold', `${workflow}: ${candidate.variant} against ${baseline.variant}`))
  print(comparison.conclusion)
  const rows = figuresOf(comparison)
  if (rows.length > 0) print(`\n${formatTable(['', 'baseline', 'candidate', 'difference'], rows)}`)
  const cases = (list: RunComparison['wins']): string[] =>
    list.map(({ case_id, difference }) => `${case_id} (${signed(difference, 2)})`)
  printList('won', cases(comparison.wins))
  printList('lost', cases(comparison.losses))
  printList('missed duties', comparison.missed_duties.map(describeDuty))
  printLeftOut(comparison)
  print()
}

function figuresOf({ score, strict_pass: passes, cost_usd, execution_ms, total_tokens }: RunComparison): string[][] {
  const amounts = [
    ['seconds', execution_ms, 0.001, 2],
    ['tokens', total_tokens, 1, 0],
    ['dollars', cost_usd, 1, 6],
  ] as const
  return [
    ...(score === null ? [] : [['score', ...numbers(score, 1, 3)]]),
    ...(passes === null
      ? []
      : [['passed %', ...numbers({ baseline: passes.baseline_rate, candidate: passes.candidate_rate }, 100, 1)]]),
    ...amounts.flatMap(([name, { baseline, candidate }, scale, digits]) =>
      baseline === null || candidate === null ? [] : [[name, ...numbers({ baseline, candidate }, scale, digits)]],
    ),
  ]
}

function numbers(
  { baseline, candidate }: { readonly baseline: number; readonly candidate: number },
  ...[scale, digits]: readonly [number, number]
): string[] {
  const [before, after] = [baseline * scale, candidate * scale]
  return [before.toFixed(digits), after.toFixed(digits), signed(after - before, digits)]
}

function signed(value: number, digits: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(digits)}`
}

function describeDuty({ case_id, kind, regression }: RunComparison['missed_duties'][number]): string {
  const what = kind === 'gate' ? 'a gate does not hold' : 'it must pass'
  return `${case_id} (${what}${regression ? '; the baseline did' : ''})`
}

function printLeftOut({ left_out: left }: RunComparison): void {
  printList('left out, content changed', left.changed)
  printList('left out, only in the baseline', left.only_baseline)
  printList('left out, only in the candidate', left.only_candidate)
  printList('left out, lost to the infrastructure', left.lost)
}

function printList(title: string, items: readonly string[]): void {
  if (items.length === 0) return
  const rest = items.length > maxListed ? `, and ${items.length - maxListed} more` : ''
  print(`${title}: ${items.slice(0, maxListed).join(', ')}${rest}`)
}

function warningsOf({ folder, summary: { complete, valid, finished, expected } }: Side): string[] {
  const place = relative('.', folder) || folder
  return [
    ...(complete ? [] : [`${place} is not complete: ${finished} of ${countOf(expected, 'result')} are there`]),
    ...(valid ? [] : [`${place} is not valid: too many results were lost to the infrastructure`]),
  ]
}
