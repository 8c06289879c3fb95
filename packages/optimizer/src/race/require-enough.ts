import type { PromptVariant, TestCase } from '@autoopt/config'
import { TooManyMissingError } from './errors.ts'
import type { ObservationStore } from './observation-store.ts'

const mostMissing = 0.2

/** Of fewer runs a share says little. */
const leastRuns = 10

/**
 * Counts the runs that have no score.
 *
 * @throws {@link TooManyMissingError} when they are more than a fifth of ten runs or more.
 */
export function requireEnough(
  variants: readonly PromptVariant[],
  options: {
    readonly cases: readonly TestCase[]
    readonly repeats: readonly number[]
    readonly store: ObservationStore
  },
): number {
  const { cases, repeats, store } = options
  let runs = 0
  let missing = 0
  let example: string | undefined
  for (const { variant_id } of variants)
    for (const { case_id } of cases)
      for (const repeat of repeats) {
        runs += 1
        const result = store.get(variant_id, case_id, repeat)?.result
        if (result !== undefined && result.score !== null) continue
        missing += 1
        example ??= result?.error?.message
      }
  if (runs >= leastRuns && missing > mostMissing * runs) throw new TooManyMissingError({ missing, runs, example })
  return missing
}
