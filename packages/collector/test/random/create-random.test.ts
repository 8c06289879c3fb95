import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../../src/errors.ts'
import { createRandom } from '../../src/random/create-random.ts'

describe('createRandom', () => {
  it('repeats itself for the same seed and differs for another', () => {
    const draws = (seed: number | string): number[] => {
      const random = createRandom(seed)
      return Array.from({ length: 20 }, () => random.next())
    }
    expect(draws('run-1')).toEqual(draws('run-1'))
    expect(draws('run-1')).not.toEqual(draws('run-2'))
    expect(draws(1)).not.toEqual(draws(2))
  })

  it('draws numbers in [0, 1) that fill ten classes evenly', () => {
    const random = createRandom(42)
    const counts = Array.from({ length: 10 }, () => 0)
    for (let drawn = 0; drawn < 100_000; drawn += 1) {
      const value = random.next()
      expect(value >= 0 && value < 1).toBe(true)
      counts[Math.floor(value * 10)] = (counts[Math.floor(value * 10)] ?? 0) + 1
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    // The 99.9 % quantile of the chi-square distribution with 9 degrees of freedom.
    expect(chiSquare).toBeLessThan(27.877)
  })

  it('draws integers below any bound', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const drawn = createRandom(seed).below(bound)
        return Number.isInteger(drawn) && drawn >= 0 && drawn < bound
      }),
      { seed: 5 },
    )
    expect(() => createRandom(1).below(0)).toThrow(InvalidArgumentError)
  })

  it('shuffles into every order equally often, and leaves the list as it is', () => {
    const random = createRandom(9)
    const items = ['a', 'b', 'c'] as const
    const counts = new Map<string, number>()
    for (let drawn = 0; drawn < 6000; drawn += 1) {
      const order = random.shuffle(items).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(items).toEqual(['a', 'b', 'c'])
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(counts.size).toBe(6)
    // The 99.9 % quantile with 5 degrees of freedom.
    expect(chiSquare).toBeLessThan(20.515)
  })
})
