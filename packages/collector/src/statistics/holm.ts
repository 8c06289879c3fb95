import { InvalidArgumentError } from '../errors.ts'

/**
 * p-values adjusted for testing them all, in the order given: compare each with the level for the whole family. S. Holm,
 * "A Simple Sequentially Rejective Multiple Test Procedure" (Scandinavian Journal of Statistics 6, 1979). Holds under any dependence.
 *
 * @throws {@link InvalidArgumentError} when a p-value does not lie from 0 to 1.
 */
export function holm(pValues: readonly number[]): number[] {
  for (const [index, p] of pValues.entries())
    if (!(p >= 0 && p <= 1)) throw new InvalidArgumentError(`pValues[${index}]`, p, 'a number from 0 to 1')
  const adjusted = [...pValues]
  let largest = 0
  const ascending = pValues.map((p, index) => ({ p, index })).toSorted((left, right) => left.p - right.p)
  for (const [rank, { p, index }] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)))
    adjusted[index] = largest
  }
  return adjusted
}
