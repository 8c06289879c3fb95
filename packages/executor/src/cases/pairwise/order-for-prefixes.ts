import type { Combination, CombinationModel } from './combination-model.ts'
import type { CombinationRows } from './combination-rows.ts'
import { PairTable } from './pair-table.ts'

/** Some rows of a cover, the most new pairs first, so that a part of a cover holds as many pairs as its length allows. */
export function orderForPrefixes(
  rows: CombinationRows,
  { model, required, count }: { model: CombinationModel; required: Int32Array; count: number },
): Combination[] {
  const table = new PairTable(model, required)
  const left = new Set(Array.from({ length: rows.count }, (_, row) => row))
  const ordered: Combination[] = []
  while (ordered.length < count && left.size > 0) {
    const row = mostNeeded(rows, left, table)
    left.delete(row)
    ordered.push(rows.at(row).slice())
    table.addRow(rows.cells, row * rows.width)
  }
  return ordered
}

function mostNeeded(rows: CombinationRows, left: ReadonlySet<number>, table: PairTable): number {
  let most = { row: -1, missing: -1 }
  for (const row of left) {
    const missing = table.pairsHeldBy(0, rows.cells, row * rows.width)
    if (missing > most.missing) most = { row, missing }
  }
  return most.row
}
