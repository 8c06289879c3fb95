import type { Combination, CombinationModel } from './combination-model.ts'
import type { CombinationRows } from './combination-rows.ts'
import { PairTable } from './pair-table.ts'

/**
 * Some rows of a cover, the most new pairs first, so that a part of a cover holds as many pairs as its length allows. What a row
 * brings only falls as others are taken, so a row is looked at anew only when it seems to be the best.
 */
export function orderForPrefixes(
  rows: CombinationRows,
  { model, required, count }: { model: CombinationModel; required: Int32Array; count: number },
): Combination[] {
  const table = new PairTable(model, required)
  const atMost = new Int32Array(rows.count).fill(required.length)
  const ordered: Combination[] = []
  while (ordered.length < Math.min(count, rows.count)) {
    const row = mostPromising(atMost)
    const missing = table.pairsHeldBy(0, rows.cells, row * rows.width)
    const isStill = missing === atMost[row]
    atMost[row] = isStill ? TAKEN : missing
    if (!isStill) continue
    ordered.push(rows.at(row).slice())
    table.addRow(rows.cells, row * rows.width)
  }
  return ordered
}

/** Below what any row brings. */
const TAKEN = -1

function mostPromising(atMost: Int32Array): number {
  let most = 0
  for (let row = 1; row < atMost.length; row += 1) if ((atMost[row] as number) > (atMost[most] as number)) most = row
  return most
}
