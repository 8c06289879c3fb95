import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AdaptiveLimit } from '../../src/schedule/adaptive-limit.ts'

test('the limit stays between 1 and what the policy allows, whatever is refused', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.array(fc.boolean(), { maxLength: 500 }), (maximum, endings) => {
      const limit = new AdaptiveLimit(maximum)
      for (const refused of endings) {
        limit.ended({ refused })
        expect(limit.value).toBeGreaterThanOrEqual(1)
        expect(limit.value).toBeLessThanOrEqual(maximum)
      }
    }),
  )
})

test('refusals of everything halve it with each window, down to one', () => {
  const limit = new AdaptiveLimit(64)
  const values: number[] = []
  for (let ended = 0; ended < 127; ended += 1) {
    limit.ended({ refused: true })
    if (values.at(-1) !== limit.value) values.push(limit.value)
  }

  expect(values).toEqual([64, 32, 16, 8, 4, 2, 1])
})

test('a few refusals at random cost little', () => {
  const limit = new AdaptiveLimit(50)
  for (let ended = 0; ended < 1000; ended += 1) limit.ended({ refused: ended % 50 === 0 })

  expect(limit.value).toBeGreaterThan(45)
})

test('without refusals it comes back to what the policy allows', () => {
  const limit = new AdaptiveLimit(20)
  for (let ended = 0; ended < 100; ended += 1) limit.ended({ refused: true })
  for (let ended = 0; ended < 400; ended += 1) limit.ended({ refused: false })

  expect(limit.value).toBe(20)
  expect(limit.isLowered).toBe(false)
})
