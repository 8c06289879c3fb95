/**
 * Where an increasing function reaches a target, by bisection down to neighbouring doubles.
 * `from` must lie at or below the place; `to` is moved up, doubling its distance from `from`, until it lies above.
 */
export function solveIncreasing(
  value: (at: number) => number,
  target: number,
  bracket: { readonly from: number; readonly to: number },
): number {
  let { from: low, to: high } = bracket
  while (value(high) < target && high < Number.MAX_VALUE / 4) high += high - low
  for (;;) {
    const middle = low + (high - low) / 2
    if (middle <= low || middle >= high) return high
    if (value(middle) < target) low = middle
    else high = middle
  }
}
