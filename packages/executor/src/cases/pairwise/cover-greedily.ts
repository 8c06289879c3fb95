/**
 * Builds rows until no pair is missing, as AETG does (Cohen, Dalal, Fredman and Patton, IEEE Transactions on Software
 * Engineering 23(7), 1997): each row is the best of some candidates; a candidate starts with a missing pair and takes, one
 * parameter after another in random order, the value that brings the most missing pairs.
 */
import type { Random } from '@autoopt/collector'
import type { Combination, CombinationModel } from './combination-model.ts'
import { CombinationRows } from './combination-rows.ts'
import type { ConstraintSolver } from './constraint-solver.ts'
import type { PairTable } from './pair-table.ts'

export interface CoverTools {
  readonly model: CombinationModel
  readonly solver: ConstraintSolver
  readonly table: PairTable
  readonly random: Random
}

/** Enough for good rows; the search that follows gains more than more of them would. */
const MAX_CANDIDATES = 20
/** Looks into the table of pairs, altogether; a large model gets fewer candidates a row. */
const LOOKS = 200_000_000

/** Rows that hold every pair of the table, which counts them. */
export function coverGreedily(tools: CoverTools): CombinationRows {
  const { model, table } = tools
  const rows = new CombinationRows(model.sizes.length)
  const candidates = candidatesPerRow(tools)
  while (table.missingCount > 0) {
    const row = bestCandidate(tools, candidates)
    rows.push(row)
    table.addRow(row, 0)
  }
  return rows
}

function candidatesPerRow({ model, table }: CoverTools): number {
  const width = model.sizes.length
  const pairsPerRow = (width * (width - 1)) / 2
  const rows = Math.max(1, (2 * table.missingCount) / Math.max(1, pairsPerRow))
  const looksPerCandidate = (model.parameterOf.length * width) / 2
  return Math.max(1, Math.min(MAX_CANDIDATES, Math.floor(LOOKS / (rows * looksPerCandidate))))
}

function bestCandidate(tools: CoverTools, candidates: number): Combination {
  let best: { readonly row: Combination; readonly gain: number } | undefined
  for (let count = 0; count < candidates; count += 1) {
    const candidate = buildCandidate(tools)
    if (best === undefined || candidate.gain > best.gain) best = candidate
  }
  if (best === undefined) throw new Error('A row needs at least one candidate')
  return best.row
}

function buildCandidate(tools: CoverTools): { readonly row: Combination; readonly gain: number } {
  const { model, table, random } = tools
  const row = new Int32Array(model.sizes.length).fill(-1)
  const chosen = [...table.drawMissing(random)]
  for (const value of chosen) row[model.parameterOf[value] as number] = value
  const open = [...model.sizes.keys()].filter((parameter) => row[parameter] === -1)
  let gain = 1
  for (const parameter of random.shuffle(open)) {
    const best = bestValue(tools, { row, chosen, parameter })
    row[parameter] = best.value
    chosen.push(best.value)
    gain += best.gain
  }
  return { row, gain }
}

interface OpenParameter {
  readonly row: Combination
  /** The values of the row so far. */
  readonly chosen: readonly number[]
  readonly parameter: number
}

/** The value that brings the most missing pairs and leaves a way to complete the row; one of the best by lot. */
function bestValue(
  { model, solver, table, random }: CoverTools,
  { row, chosen, parameter }: OpenParameter,
): { readonly value: number; readonly gain: number } {
  const start = model.first[parameter] as number
  const end = start + (model.sizes[parameter] as number)
  let best = { value: -1, gain: -1 }
  let ties = 0
  for (let value = start; value < end; value += 1) {
    const gain = table.missingBeside(value, chosen)
    if (gain < best.gain) continue
    if (gain === best.gain && random.below(ties + 1) > 0) {
      ties += 1
      continue
    }
    if (!solver.canTake(row, value)) continue
    ties = gain === best.gain ? ties + 1 : 1
    best = { value, gain }
  }
  if (best.value < 0) throw new Error('A row that could be completed has no value left for a parameter')
  return best
}
