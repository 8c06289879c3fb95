import type { ModelParts } from '../../../src/cases/pairwise/combination-model.ts'

type Forbidden = NonNullable<ModelParts['forbidden']>

/** Every combination, values from 0 for each parameter, that holds nothing forbidden; by trying all. */
export function allCombinations(sizes: readonly number[], forbidden: Forbidden = []): number[][] {
  let combinations: number[][] = [[]]
  for (const size of sizes)
    combinations = combinations.flatMap((start) => Array.from({ length: size }, (_, value) => [...start, value]))
  return combinations.filter((combination) => !isForbidden(combination, forbidden))
}

export function isForbidden(combination: readonly number[], forbidden: Forbidden): boolean {
  return forbidden.some((literals) =>
    literals.every(({ parameter, values }) => [...values].includes(combination[parameter] ?? -1)),
  )
}

/** The pairs of values of two of some parameters that combinations hold, as texts. */
export function pairsIn(combinations: Iterable<readonly number[]>, covered: readonly number[]): Set<string> {
  const pairs = new Set<string>()
  for (const combination of combinations)
    for (const one of covered)
      for (const other of covered)
        if (one < other) pairs.add(`${one}=${combination[one]} ${other}=${combination[other]}`)
  return pairs
}
