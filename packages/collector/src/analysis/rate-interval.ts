import { wilsonInterval } from '../statistics/wilson-interval.ts'

/**
 * Wilson's interval of a rate that was seen in so many independent observations. Where repeats make the successes no whole
 * number, the limits lie between those of the two whole numbers beside it.
 */
export function rateInterval(
  rate: number,
  options: { readonly observations: number; readonly level: number },
): { low: number; high: number; level: number } {
  const { level } = options
  const total = Math.max(1, Math.round(options.observations))
  const successes = rate * total
  const below = wilsonInterval({ successes: Math.floor(successes), total }, { level })
  const above = wilsonInterval({ successes: Math.ceil(successes), total }, { level })
  const between = successes - Math.floor(successes)
  return {
    low: below.low + between * (above.low - below.low),
    high: below.high + between * (above.high - below.high),
    level,
  }
}
