/**
 * Edits between two texts in UTF-16 units (insert, remove, replace), or `undefined` when there are more than `limit`.
 *
 * For each number of edits and each diagonal of the matrix, the furthest row that can be reached (Ukkonen, "Algorithms for
 * approximate string matching", Information and Control 64, 1985): some length + limit² steps, and length × limit at worst.
 */
export function boundedDistance(left: string, right: string, limit: number): number | undefined {
  const goal = right.length - left.length
  if (Math.abs(goal) > limit) return undefined
  // Diagonal d, where the column is the row + d, stands at d + limit + 1: there is room for a neighbour on both sides.
  const middle = limit + 1
  let before = new Int32Array(2 * limit + 3).fill(UNREACHED)
  let reached = new Int32Array(2 * limit + 3).fill(UNREACHED)
  for (let edits = 0; edits <= limit; edits += 1) {
    for (let diagonal = -edits; diagonal <= edits; diagonal += 1) {
      const at = diagonal + middle
      const row = edits === 0 ? 0 : Math.max(cell(before, at) + 1, cell(before, at - 1), cell(before, at + 1) + 1)
      const start = Math.min(row, left.length, right.length - diagonal)
      reached[at] = start < 0 || start + diagonal < 0 ? UNREACHED : afterEqual(left, right, { row: start, diagonal })
    }
    if (cell(reached, goal + middle) === left.length) return edits
    ;[before, reached] = [reached, before]
  }
  return undefined
}

const UNREACHED = -2

function cell(rows: Int32Array, at: number): number {
  return rows[at] ?? UNREACHED
}

function afterEqual(
  left: string,
  right: string,
  { row, diagonal }: { readonly row: number; readonly diagonal: number },
): number {
  const end = Math.min(left.length, right.length - diagonal)
  let next = row
  while (next < end && left.charCodeAt(next) === right.charCodeAt(next + diagonal)) next += 1
  return next
}
