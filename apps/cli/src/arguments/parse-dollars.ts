import { UsageError } from '../exit-code.ts'

/**
 * Reads an amount of dollars from a flag.
 *
 * @throws {@link UsageError} when it is none, or not above 0.
 */
export function parseDollars(flag: string, text: string): number {
  const dollars = Number(text)
  if (/^\d*\.?\d+$/.test(text) && dollars > 0) return dollars
  throw new UsageError(`${flag} takes an amount of dollars above 0, such as 0.50, not "${text}".`)
}
