import { UsageError } from '../exit-code.ts'

const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/**
 * Reads a duration from a flag, e.g. `90d`.
 *
 * @returns milliseconds.
 * @throws {@link UsageError} when it is none.
 */
export function parseDuration(flag: string, text: string): number {
  const [, count = '', unit = ''] = /^(\d+)([smhdw])$/.exec(text) ?? []
  const factor = unitMs[unit]
  if (factor === undefined) {
    throw new UsageError(`${flag} takes a number with s, m, h, d or w behind it, such as 90d, not "${text}".`)
  }
  return Number(count) * factor
}
