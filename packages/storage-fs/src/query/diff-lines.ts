/**
 * Finds a shortest way from one text to another by removing and adding lines.
 *
 * Hirschberg, "A linear space algorithm for computing maximal common subsequences", CACM 18(6), 1975: cut the left lines
 * in the middle; find where to cut the right ones so that the halves have most in common, from one row of the usual
 * table for the upper halves and one for the lower; do the same with each half. Time grows with the product of the two
 * counts of lines, after the lines that both begin and end with are put aside; memory with their sum.
 */

/** A line of either text, without its line break. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/** What a text loses and gains on the way to another; where a line is replaced, the old one comes first. */
export function diffLines(before: string, after: string): DiffLine[] {
  const lines: DiffLine[] = []
  const [left, right] = [before.split('\n'), after.split('\n')]
  const common = commonLines(numbersOf(left, right))
  let [from, to] = [0, 0]
  for (const [leftIndex, rightIndex] of [...common, [left.length, right.length] as const]) {
    for (; from < leftIndex; from += 1) lines.push({ kind: 'removed', text: left[from] ?? '' })
    for (; to < rightIndex; to += 1) lines.push({ kind: 'added', text: right[to] ?? '' })
    if (from < left.length) lines.push({ kind: 'same', text: left[from] ?? '' })
    from += 1
    to += 1
  }
  return lines
}

type Pair = readonly [left: number, right: number]

interface Numbers {
  readonly left: Uint32Array
  readonly right: Uint32Array
}

/** Equal lines get equal numbers, so that comparing two is one step. */
function numbersOf(left: readonly string[], right: readonly string[]): Numbers {
  const known = new Map<string, number>()
  const number = (line: string): number => {
    const found = known.get(line) ?? known.size
    known.set(line, found)
    return found
  }
  return { left: Uint32Array.from(left, number), right: Uint32Array.from(right, number) }
}

/** The indexes of a longest common subsequence, ascending. */
function commonLines({ left, right }: Numbers): Pair[] {
  const shorter = Math.min(left.length, right.length)
  let start = 0
  while (start < shorter && left[start] === right[start]) start += 1
  let end = 0
  while (end < shorter - start && left.at(-1 - end) === right.at(-1 - end)) end += 1
  const middle = {
    left: left.subarray(start, left.length - end),
    right: right.subarray(start, right.length - end),
  }
  const pairs = Array.from({ length: start }, (_, index): Pair => [index, index])
  for (const [leftIndex, rightIndex] of commonBetween(middle)) pairs.push([leftIndex + start, rightIndex + start])
  for (; end > 0; end -= 1) pairs.push([left.length - end, right.length - end])
  return pairs
}

function commonBetween({ left, right }: Numbers): Pair[] {
  if (left.length === 0 || right.length === 0) return []
  if (left.length === 1) {
    const index = right.indexOf(left[0] ?? 0)
    return index === -1 ? [] : [[0, index]]
  }
  const half = left.length >> 1
  const upper = lastRow({ left: left.subarray(0, half), right })
  const lower = lastRow({ left: left.subarray(half).toReversed(), right: right.toReversed() }).toReversed()
  const cut = upper.reduce(
    (best, length, index) => (length + (lower[index] ?? 0) > (upper[best] ?? 0) + (lower[best] ?? 0) ? index : best),
    0,
  )
  const above = commonLines({ left: left.subarray(0, half), right: right.subarray(0, cut) })
  const below = commonLines({ left: left.subarray(half), right: right.subarray(cut) })
  return [...above, ...below.map(([leftIndex, rightIndex]): Pair => [leftIndex + half, rightIndex + cut])]
}

/** How much all of the left lines have in common with the first 0, 1, 2 … of the right ones. */
function lastRow({ left, right }: Numbers): Uint32Array {
  const row = new Uint32Array(right.length + 1)
  for (const line of left) {
    let diagonal = 0
    for (let index = 1; index <= right.length; index += 1) {
      const above = row[index] as number
      row[index] = right[index - 1] === line ? diagonal + 1 : Math.max(above, row[index - 1] as number)
      diagonal = above
    }
  }
  return row
}
