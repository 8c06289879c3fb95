import type { Range } from '@autoopt/config'

/** The numbers of a range, with no more decimals than its ends and its step have. */
export function expandRange({ min, max, step }: Range): number[] {
  const decimals = Math.max(decimalsOf(min), decimalsOf(step))
  // A quotient such as 0.3 / 0.1 falls a little short of its whole number.
  const count = Math.floor((max - min) / step + 1e-9) + 1
  return Array.from({ length: count }, (_, index) => round(min + index * step, decimals))
}

function decimalsOf(number: number): number {
  const [mantissa = '', exponent = '0'] = String(number).split('e')
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent))
}

/** `toFixed` takes no more than a hundred decimals. */
function round(number: number, decimals: number): number {
  return decimals > 100 ? number : Number(number.toFixed(decimals))
}
