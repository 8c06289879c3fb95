import { drawByWeight } from '../sampling/draw-by-weight.ts'
import type { CombinationRows } from './combination-rows.ts'
import type { CoverTools } from './cover-greedily.ts'
import { valuesOf } from './values-of.ts'

/**
 * Draws anew, by weight, every value of a cover that no pair needs there, cell by cell in random order. The cover stays
 * one, and nothing forbidden comes in.
 */
export function refillFreely(rows: CombinationRows, tools: CoverTools): void {
  const { table, random, model, solver } = tools
  const { cells, width } = rows
  for (const cell of random.shuffle([...Array(rows.count * width).keys()])) {
    const start = cell - (cell % width)
    if (table.onlyWith(cells, start, cells[cell] as number) > 0) continue
    const row = rows.at(start / width)
    const choices = valuesOf(model, cell % width).filter((value) => solver.allows(row, value))
    const to = drawByWeight(choices, model.weights, random)
    if (to !== cells[cell]) table.replace(cells, start, { cell, to })
  }
}
