/**
 * Edits (Levenshtein) between two texts, counted in characters (code points).
 *
 * Short texts are counted exactly. Longer ones only within a band of `limit` edits around the diagonal (Ukkonen, "Algorithms for
 * approximate string matching", Information and Control 64, 1985), in time that grows with length × limit.
 */
import { distance } from 'fastest-levenshtein'

/** Product of lengths up to which the exact count takes at most a few hundred milliseconds. */
const EXACT_UP_TO = 400_000_000

/** The number of edits, or `undefined` when the texts are long and more than `limit` edits apart. */
export function editDistance(left: string, right: string, limit: number): number | undefined {
  if (left === right) return 0
  const [first, second] = asUnits(left, right)
  if (first.length * second.length <= EXACT_UP_TO) return distance(first, second)
  return bandedDistance(first, second, limit)
}

/** Both texts with one UTF-16 unit for each character; where there are too many different ones, as they are. */
function asUnits(left: string, right: string): readonly [string, string] {
  const isPlain = !/[\u{10000}-\u{10ffff}]/u.test(left + right)
  if (isPlain) return [left, right]
  const units = new Map<string, string>()
  const renamed = [left, right].map((text) => {
    const parts: string[] = []
    for (const character of text) {
      const unit = units.get(character) ?? String.fromCharCode(units.size)
      units.set(character, unit)
      parts.push(unit)
    }
    return parts.join('')
  })
  const [first = left, second = right] = renamed
  return units.size > 0x10000 ? [left, right] : [first, second]
}

function bandedDistance(left: string, right: string, limit: number): number | undefined {
  const [rows, columns] = [left.length, right.length]
  if (Math.abs(rows - columns) > limit) return undefined
  const width = 2 * limit + 1
  const far = limit + 1
  // Cell `offset` of a row stands for the column row + offset - limit.
  let above = new Uint32Array(width).fill(far)
  let current = new Uint32Array(width)
  for (let offset = limit; offset < width; offset += 1) above[offset] = offset - limit
  for (let row = 1; row <= rows; row += 1) {
    let least = far
    for (let offset = 0; offset < width; offset += 1) {
      const column = row + offset - limit
      const cell = column < 0 || column > columns ? far : cellOf(offset, column)
      current[offset] = cell
      if (cell < least) least = cell
    }
    if (least > limit) return undefined
    ;[above, current] = [current, above]

    function cellOf(offset: number, column: number): number {
      if (column === 0) return Math.min(row, far)
      const isSame = left.charCodeAt(row - 1) === right.charCodeAt(column - 1)
      const replaced = (above[offset] ?? far) + (isSame ? 0 : 1)
      const removed = (offset + 1 < width ? (above[offset + 1] ?? far) : far) + 1
      const added = (offset > 0 ? (current[offset - 1] ?? far) : far) + 1
      return Math.min(replaced, removed, added, far)
    }
  }
  const result = above[columns - rows + limit] ?? far
  return result > limit ? undefined : result
}
