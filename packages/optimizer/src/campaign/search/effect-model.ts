/**
 * What each rule is worth, learnt from all runs of a search at once.
 *
 * score = case + Σ effects of the rules that the wording has more or less than the seed + what is special to the wording + noise
 *
 * Each part is normal with the spread below, so the estimate is a ridge regression: one symmetric system, solved by Cholesky's method. A rule that
 * stands in several wordings is judged by the runs of all of them, which is why little is lost when a wording is given up.
 */
import type { Random } from '@autoopt/collector'
import { CholeskyFactor } from './cholesky-factor.ts'

/** One run: which wording, which case, how well. */
export interface ScoredRun {
  readonly candidateId: string
  readonly caseId: string
  readonly score: number
}

export interface EffectModelOptions {
  /** Keys of the features of each candidate; the seed has none. */
  readonly features: ReadonlyMap<string, readonly string[]>
  readonly seedId: string
}

/** Expected spreads, in the unit of the scores. */
const effectSpread = 0.06
const candidateSpread = 0.04
const caseSpread = 0.4
const noise = 0.25

export interface EffectModel {
  /** What a feature adds to the score. */
  readonly effect: (feature: string) => number
  /** By how much a candidate is expected to be better than the seed, run or not. */
  gain(candidateId: string): number
  /** Effects as they may well be, given how little is known of them: draws of their joint distribution. */
  draw(random: Random): (feature: string) => number
}

export function fitEffects(runs: readonly ScoredRun[], { features, seedId }: EffectModelOptions): EffectModel {
  const columns = new Map<string, number>()
  const spreads: number[] = []
  const columnOf = (name: string, spread: number): number => {
    const known = columns.get(name)
    if (known !== undefined) return known
    columns.set(name, spreads.length)
    return spreads.push(spread) - 1
  }
  const mean = runs.reduce((sum, { score }) => sum + score, 0) / Math.max(1, runs.length)
  const rows = runs.map(({ candidateId, caseId, score }) => ({
    target: score - mean,
    columns: [
      columnOf('mean', 1),
      columnOf(`case ${caseId}`, caseSpread),
      ...(features.get(candidateId) ?? []).map((key) => columnOf(`feature ${key}`, effectSpread)),
      ...(candidateId === seedId ? [] : [columnOf(`candidate ${candidateId}`, candidateSpread)]),
    ],
  }))
  const size = spreads.length
  const matrix = Array.from({ length: size }, () => new Float64Array(size))
  const right = new Float64Array(size)
  for (const [index, spread] of spreads.entries()) add(matrix, index, index, 1 / spread ** 2)
  for (const { target, columns: own } of rows)
    for (const one of own) {
      right[one] = (right[one] ?? 0) + target / noise ** 2
      for (const other of own) add(matrix, one, other, 1 / noise ** 2)
    }
  const factor = new CholeskyFactor(matrix)
  const solution = factor.solve(right)
  const valueOf = (name: string, values: Float64Array): number => values[columns.get(name) ?? -1] ?? 0
  const effect = (key: string): number => valueOf(`feature ${key}`, solution)
  return {
    effect,
    gain: (candidateId) =>
      (features.get(candidateId) ?? []).reduce((sum, key) => sum + effect(key), 0) +
      valueOf(`candidate ${candidateId}`, solution),
    draw: (random) => {
      const drawn = factor.solveTransposed(solution.map(() => drawNormal(random)))
      const unseen = new Map<string, number>()
      return (key) => {
        const name = `feature ${key}`
        if (columns.has(name)) return effect(key) + valueOf(name, drawn)
        const value = unseen.get(name) ?? effectSpread * drawNormal(random)
        unseen.set(name, value)
        return value
      }
    },
  }
}

/** G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates" (1958). */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

function add(matrix: readonly Float64Array[], row: number, column: number, value: number): void {
  const cells = matrix[row]
  if (cells !== undefined) cells[column] = (cells[column] ?? 0) + value
}
