import { UsageError } from '../exit-code.ts'

/**
 * Reads a whole number from a flag.
 *
 * @throws {@link UsageError} when it is none, or outside of the limits.
 */
export function parseCount(
  flag: string,
  text: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {},
): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= min && count <= max) return count
  const range =
    max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min} on` : `a whole number from ${min} to ${max}`
  throw new UsageError(`${flag} takes ${range}, not "${text}".`)
}
