import { expect, it } from 'vitest'
import { formatBytes } from '../../src/terminal/format-bytes.ts'

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 KB'],
  [99_950, '100 KB'],
  [999_499, '999 KB'],
  [999_500, '1.0 MB'],
  [77_400_000_000, '77.4 GB'],
  [5e15, '5000 TB'],
])('%i bytes read %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})
