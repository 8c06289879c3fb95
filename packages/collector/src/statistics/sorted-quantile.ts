/**
 * The `probability` quantile of sorted values, linear between neighbours: type 7 of R. J. Hyndman and Y. Fan (The American Statistician 50,
 * 1996), as NumPy, R and spreadsheets do. Of no values it is NaN.
 */
export function sortedQuantile(sorted: ArrayLike<number>, probability: number): number {
  const place = (sorted.length - 1) * Math.min(1, Math.max(0, probability))
  const below = Math.floor(place)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN
  return low + (high - low) * (place - below)
}
