import type { Random } from '@autoopt/collector'

/** An index, drawn in proportion to the weights (0 or more); any index when all of them are 0. Needs at least one weight. */
export function pickWeighted(weights: readonly number[], random: Random): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total <= 0) return random.below(weights.length)
  let left = random.next() * total
  let last = 0
  for (const [index, weight] of weights.entries()) {
    if (weight <= 0) continue
    if (left < weight) return index
    left -= weight
    last = index
  }
  return last
}
