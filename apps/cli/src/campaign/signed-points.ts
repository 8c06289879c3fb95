/** A difference of scores from 0 to 1 as points of 100, with its sign, e.g. `+12.5`. */
export function signedPoints(difference: number): string {
  const points = (100 * difference).toFixed(1)
  return difference < 0 || points.startsWith('-') ? points : `+${points}`
}
