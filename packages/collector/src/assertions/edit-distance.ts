import { distance } from 'fastest-levenshtein'
import { boundedDistance } from './bounded-distance.ts'

/** Product of lengths up to which the exact count takes at most a few hundred milliseconds. */
const EXACT_UP_TO = 400_000_000

/**
 * Edits (Levenshtein) between two texts, counted in characters (code points); `undefined` when the texts are so long that only
 * `limit` edits are looked for, and they are further apart.
 */
export function editDistance(left: string, right: string, limit: number): number | undefined {
  if (left === right) return 0
  const [first, second] = asUnits(left, right)
  if (first.length * second.length <= EXACT_UP_TO) return distance(first, second)
  return boundedDistance(first, second, limit)
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
