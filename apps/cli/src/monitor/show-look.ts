import { countOf } from '../terminal/count-of.ts'
import { print, printJson, tell } from '../terminal/print.ts'
import type { Measures } from './measure-runs.ts'
import type { PlannedOptimization } from './plan-optimization.ts'
import type { ThresholdState } from './thresholds.ts'

/** What one look came to. */
export interface Look {
  readonly runs: number
  readonly measures: Measures
  readonly thresholds: readonly ThresholdState[]
  /** Whether there are too few runs to say anything. */
  readonly isThin: boolean
  /** What a crossed threshold begins; undefined when none is crossed. */
  readonly optimization: PlannedOptimization | undefined
}

/** Prints what a look came to. */
export function showLook(look: Look, { json, apply }: { readonly json?: boolean; readonly apply?: boolean }): void {
  const { runs, measures, thresholds, isThin, optimization } = look
  if (json) {
    const crossed = optimization !== undefined
    const at = new Date().toISOString()
    printJson({ at, runs, too_few: isThin, crossed, measures, thresholds, optimize: optimization?.command ?? null })
    return
  }
  print(`${countOf(runs, 'result')}${isThin ? ': too few to say anything' : ''}`)
  for (const [name, value] of Object.entries(measures) as [keyof Measures, number | null][])
    print(`  ${lineOf(name, { value, state: thresholds.find((one) => one.name === name), isThin })}`)
  if (optimization === undefined) return
  const { command, isNamed } = optimization
  if (apply) tell(`Beginning: ${command}`)
  else tell(`Nothing was begun. ${isNamed ? '--apply begins' : 'To optimize'}: ${command}`)
}

function lineOf(
  name: keyof Measures,
  {
    value,
    state,
    isThin,
  }: { readonly value: number | null; readonly state: ThresholdState | undefined; readonly isThin: boolean },
): string {
  const mark = state === undefined || isThin ? '       ' : state.crossed ? 'crossed' : 'holds  '
  const limit = state === undefined ? '' : `, limit ${format(state.limit)}`
  return `${mark} ${name}: ${value === null ? 'unknown' : format(value)}${limit}`
}

function format(value: number): string {
  return String(Number(value.toPrecision(4)))
}
