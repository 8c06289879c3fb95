import { expect, it } from 'vitest'
import { parseDuration } from '../../src/arguments/parse-duration.ts'
import { UsageError } from '../../src/exit-code.ts'

it.each([
  ['0s', 0],
  ['45s', 45_000],
  ['30m', 1_800_000],
  ['12h', 43_200_000],
  ['90d', 7_776_000_000],
  ['2w', 1_209_600_000],
])('%s are %i milliseconds', (text, ms) => {
  expect(parseDuration('--max-age', text)).toBe(ms)
})

it.each(['', '90', 'd', '1.5d', '-1d', '1y', '1 d'])('"%s" is no duration', (text) => {
  expect(() => parseDuration('--max-age', text)).toThrow(UsageError)
})
