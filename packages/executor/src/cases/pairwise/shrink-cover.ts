/**
 * Takes rows out of a cover while a tabu search (Nurmela, Discrete Applied Mathematics 138, 2004) mends what that breaks:
 *
 * - Some pair that is missing is drawn. Among the rows that hold one of its values, the one whose change to both leaves the
 *   fewest pairs missing is changed, even when that is worse than before.
 * - A cell that was changed stays for a few steps, unless changing it leads to fewer missing pairs than ever before.
 * - When nothing is missing, the cover is kept and the next row is taken out. The search ends at the bound, or when its
 *   effort, which is counted and not timed, is spent: the result depends on the seed alone.
 */
import type { CombinationRows } from './combination-rows.ts'
import type { CoverTools } from './cover-greedily.ts'
import { valuesOf } from './values-of.ts'

/** Steps that a changed cell stays, at most. More and fewer were both worse on the published models. */
const MAX_TENURE = 4
/** Looks into the table of pairs, for each pair and at most, after which a search without another row less ends. */
const PATIENCE_PER_PAIR = 20_000
const MAX_PATIENCE = 40_000_000
/** Looks altogether; one to two seconds. */
const EFFORT = 300_000_000

interface Search extends CoverTools {
  readonly rows: CombinationRows
  /** The step until which a cell stays. */
  readonly until: Int32Array
  step: number
  looks: number
  looksAtBest: number
  fewestMissing: number
}

/** A cover with fewer rows, or the same one. `bound` is a number of rows below which there is none. */
export function shrinkCover(cover: CombinationRows, tools: CoverTools, bound: number): CombinationRows {
  const rows = cover.copy()
  const until = new Int32Array(rows.cells.length)
  const search: Search = { ...tools, rows, until, step: 0, looks: 0, looksAtBest: 0, fewestMissing: 0 }
  let best = cover
  while (best.count > bound && mayGoOn(search)) {
    takeOutLeastNeeded(search)
    while (tools.table.missingCount > 0 && mayGoOn(search)) mendOne(search)
    if (tools.table.missingCount > 0) break
    best = rows.copy()
    search.looksAtBest = search.looks
  }
  return restored(best, search)
}

function mayGoOn({ table, looks, looksAtBest }: Search): boolean {
  const patience = Math.min(MAX_PATIENCE, PATIENCE_PER_PAIR * table.requiredCount)
  return looks < EFFORT && looks - looksAtBest < patience
}

/** Leaves the table with the counts of the cover that is returned. */
function restored(best: CombinationRows, { rows, table }: Search): CombinationRows {
  for (let row = 0; row < rows.count; row += 1) table.removeRow(rows.cells, row * rows.width)
  for (let row = 0; row < best.count; row += 1) table.addRow(best.cells, row * best.width)
  return best
}

function takeOutLeastNeeded(search: Search): void {
  const { rows, table } = search
  let least = { row: 0, only: Number.POSITIVE_INFINITY }
  for (let row = 0; row < rows.count; row += 1) {
    const only = table.pairsHeldBy(1, rows.cells, row * rows.width)
    if (only < least.only) least = { row, only }
  }
  search.looks += (rows.count * rows.width * rows.width) / 2
  table.removeRow(rows.cells, least.row * rows.width)
  rows.remove(least.row)
  search.until.fill(0)
  search.fewestMissing = table.missingCount
}

/** Brings one of the missing pairs in. */
function mendOne(search: Search): void {
  const { rows, table, random, until } = search
  search.step += 1
  const pair = table.drawMissing(random)
  const move = bestMove(search, pair)
  if (move === undefined) forceIn(search, pair)
  else {
    table.replace(rows.cells, move.cell - (move.cell % rows.width), move)
    until[move.cell] = search.step + 1 + random.below(MAX_TENURE)
  }
  search.looks += 2 * rows.width
  search.fewestMissing = Math.min(search.fewestMissing, table.missingCount)
}

interface Move {
  readonly cell: number
  readonly to: number
}

/** The best change of one cell that brings a pair in; one of the best by lot. */
function bestMove(search: Search, [one, other]: readonly [number, number]): Move | undefined {
  const { rows, table, random, model, solver, until } = search
  const { cells, width } = rows
  const oneAt = model.parameterOf[one] as number
  const otherAt = model.parameterOf[other] as number
  const isConstrained = solver.isConstrained(oneAt) || solver.isConstrained(otherAt)
  const gainToWin = table.missingCount - search.fewestMissing
  let best: Move | undefined
  let bestGain = Number.NEGATIVE_INFINITY
  let ties = 0
  for (let row = 0, start = 0; row < rows.count; row += 1, start += width) {
    const holdsOne = cells[start + oneAt] === one
    if (!holdsOne && cells[start + otherAt] !== other) continue
    const cell = start + (holdsOne ? otherAt : oneAt)
    const to = holdsOne ? other : one
    const gain = table.gainOf(cells, start, { from: cells[cell] as number, to })
    search.looks += width
    const isTabu = (until[cell] as number) > search.step && gain <= gainToWin
    if (isTabu || gain < bestGain) continue
    if (isConstrained && !solver.allows(rows.at(row), to)) continue
    ties = gain === bestGain ? ties + 1 : 1
    bestGain = gain
    if (ties === 1 || random.below(ties) === 0) best = { cell, to }
  }
  return best
}

/** Writes a pair into a row chosen by lot; of its other values the ones stay that constraints let stay. */
function forceIn(search: Search, pair: readonly [number, number]): void {
  const { rows, table, random, model } = search
  const row = random.below(rows.count)
  const start = row * rows.width
  const before = rows.at(row).slice()
  const after = new Int32Array(rows.width).fill(-1)
  for (const value of pair) after[model.parameterOf[value] as number] = value
  for (const parameter of random.shuffle([...after.keys()])) {
    if (after[parameter] === -1) after[parameter] = keepOrChange(search, { before, after, parameter })
  }
  table.removeRow(rows.cells, start)
  rows.at(row).set(after)
  table.addRow(rows.cells, start)
  search.looks += rows.width * rows.width
}

function keepOrChange(
  { model, solver, random }: Search,
  row: { readonly before: Int32Array; readonly after: Int32Array; readonly parameter: number },
): number {
  const { before, after, parameter } = row
  const kept = before[parameter] as number
  if (solver.canTake(after, kept)) return kept
  const value = random.shuffle(valuesOf(model, parameter)).find((candidate) => solver.canTake(after, candidate))
  if (value === undefined) throw new Error('A row that could be completed has no value left for a parameter')
  return value
}
