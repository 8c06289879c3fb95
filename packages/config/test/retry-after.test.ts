import { expect, test } from 'vitest'
import { retryAfterMs } from '../src/index.ts'

test.each([
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': '1.5' }, 1500],
  [{ 'retry-after-ms': '250', 'retry-after': '2' }, 250],
  [{ 'retry-after': 'Thu, 01 Jan 1970 00:01:00 GMT' }, 60_000],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '-3' }, undefined],
  [{}, undefined],
])('%o asks for %s ms', (headers, expected) => {
  expect(retryAfterMs(headers as Record<string, string>, 0)).toBe(expected)
})
