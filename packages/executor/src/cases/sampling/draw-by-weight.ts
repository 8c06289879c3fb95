import type { Random } from '@autoopt/collector'

/** One of some values, each as often as its weight says; evenly when all of them weigh nothing. There must be one. */
export function drawByWeight(values: readonly number[], weights: Float64Array, random: Random): number {
  let total = 0
  for (const value of values) total += weights[value] as number
  if (total <= 0) return values[random.below(values.length)] as number
  let left = random.next() * total
  let drawn: number | undefined
  for (const value of values) {
    const weight = weights[value] as number
    if (weight <= 0) continue
    drawn = value
    left -= weight
    if (left < 0) break
  }
  return drawn as number
}
