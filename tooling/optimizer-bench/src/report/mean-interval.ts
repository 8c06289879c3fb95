import { createRandom, sortedQuantile } from '@autoopt/collector'

/** A mean with the limits that hold it in 95 of 100 samples. */
export interface MeanInterval {
  readonly mean: number
  readonly low: number
  readonly high: number
}

const resamples = 2000

/** The mean of some worlds' figures, with percentile limits of the bootstrap over worlds. */
export function meanInterval(values: readonly number[], seed: string): MeanInterval {
  const random = createRandom(seed)
  const means = Array.from({ length: resamples }, () =>
    mean(values.map(() => values[random.below(values.length)] ?? 0)),
  ).toSorted((left, right) => left - right)
  return { mean: mean(values), low: sortedQuantile(means, 0.025), high: sortedQuantile(means, 0.975) }
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
