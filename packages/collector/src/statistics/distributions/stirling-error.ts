/** Where the series below is exact to the last bit. */
const seriesFrom = 16

/**
 * What Stirling's formula leaves of the log gamma function: ln Γ(x) − ((x − ½) ln x − x + ½ ln 2π), for x > 0.
 * Abramowitz and Stegun 6.1.41; small arguments are stepped up by Γ(x + 1) = x Γ(x).
 */
export function stirlingError(x: number): number {
  let error = 0
  let at = x
  while (at < seriesFrom) {
    error += (at + 0.5) * Math.log1p(1 / at) - 1
    at += 1
  }
  const square = at * at
  return (
    error +
    (1 / 12 -
      (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360360 / square) / square) / square) / square) / square) /
      at
  )
}
