const tiny = 1e-300
const mostTerms = 1_000_000

/** One level of a continued fraction b₀ + a₁ / (b₁ + a₂ / (b₂ + …)). */
export interface Level {
  readonly numerator: number
  readonly denominator: number
}

/**
 * The value of a continued fraction by the modified method of Lentz (Press et al., *Numerical Recipes*, 3rd ed., §5.2), to the last
 * bits of a double. `level(1)` is the first below `first`.
 */
export function continuedFraction(first: number, level: (index: number) => Level): number {
  let value = first === 0 ? tiny : first
  let above = value
  let below = 0
  for (let index = 1; index < mostTerms; index += 1) {
    const { numerator, denominator } = level(index)
    below = awayFromZero(denominator + numerator * below)
    above = awayFromZero(denominator + numerator / above)
    below = 1 / below
    const change = above * below
    value *= change
    if (Math.abs(change - 1) < 2 ** -52) return value
  }
  throw new Error('a continued fraction did not settle')
}

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value
}
