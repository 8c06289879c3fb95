import fc from 'fast-check'
import { expect, it } from 'vitest'
import { draw } from '../../src/random/draw.ts'

it('draws from its parts alone, in [0, 1)', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.integer())), (parts) => {
      const drawn = draw(...parts)
      expect(drawn).toBeGreaterThanOrEqual(0)
      expect(drawn).toBeLessThan(1)
      expect(draw(...parts)).toBe(drawn)
    }),
  )
})

it.each([
  ['a counter behind a word', (index: number) => draw('word', index)],
  ['a counter before a word', (index: number) => draw(index, 'word')],
  ['long keys that differ in one digit', (index: number) => draw('x'.repeat(200) + index, 'rule-1')],
])('spreads evenly over %s', (_, drawAt) => {
  const counts = Array.from({ length: 50 }, () => 0)
  const total = 50_000
  for (let index = 0; index < total; index += 1) {
    const bin = Math.floor(drawAt(index) * counts.length)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const expected = total / counts.length
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  // 49 degrees of freedom: 99.9 % of fair draws stay below.
  expect(chiSquare).toBeLessThan(85.4)
})

it('keeps parts apart that run into the same text', () => {
  expect(draw('ab', 'c')).not.toBe(draw('a', 'bc'))
})
