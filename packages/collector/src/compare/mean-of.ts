import { ExactSum } from '../analysis/exact-sum.ts'

/** The mean, the same in any order; `null` of nothing. */
export function meanOf(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null
  const sum = new ExactSum()
  for (const number of numbers) sum.add(number)
  return sum.value / numbers.length
}
