/**
 * The difference of two numbers, or 0 where it is so small beside them (`scale`) that only rounding keeps them apart: else scores that
 * agree but were added up in another order would count as a consistent gain.
 */
export function withoutRounding(difference: number, scale: number): number {
  return Math.abs(difference) <= 1e-12 * Math.abs(scale) ? 0 : difference
}
