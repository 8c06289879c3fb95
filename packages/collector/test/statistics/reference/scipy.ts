import { readFileSync } from 'node:fs'

interface Row<Arguments, Value> {
  readonly arguments: Arguments
  readonly value: Value
}

const reference = JSON.parse(readFileSync(new URL('scipy.json', import.meta.url), 'utf8')) as Record<string, unknown>

/** What SciPy 1.17.1 or statsmodels 0.15.0 gave for some arguments; `make.py` says by which call. */
export function scipy<Arguments, Value>(name: string): readonly Row<Arguments, Value>[] {
  const rows = reference[name] as readonly Row<Arguments, Value>[] | undefined
  if (rows === undefined || rows.length === 0) throw new Error(`there is no reference called ${name}`)
  return rows
}

/** The largest relative distance of a number, or of the numbers of a list, from what is wanted; NaN when one is missing. */
export function gap(actual: number | readonly number[], wanted: number | readonly number[]): number {
  if (typeof wanted === 'number') return distance(Number(actual), wanted)
  const found = typeof actual === 'number' ? [actual] : actual
  return Math.max(...wanted.map((value, index) => distance(found[index] ?? Number.NaN, value)))
}

function distance(actual: number, wanted: number): number {
  return actual === wanted ? 0 : Math.abs(actual - wanted) / Math.max(Math.abs(wanted), 1e-300)
}
