import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../../src/errors.ts'
import { discordantEvidence } from '../../src/statistics/discordant-evidence.ts'
import { binomialTail } from '../../src/statistics/distributions/binomial-tail.ts'
import { gap, scipy } from './reference/scipy.ts'

describe('discordantEvidence', () => {
  it("agrees with SciPy's integral", () => {
    for (const row of scipy<[number, number], number>('discordantEvidence')) {
      const [wins, losses] = row.arguments
      expect(discordantEvidence({ wins, losses })).toBeCloseTo(row.value, 10)
    }
  })

  it('is worth exactly 1 on average over what chance brings, on either side and on both', () => {
    for (const alternative of ['greater', 'less', 'two-sided'] as const)
      for (const pairs of [1, 7, 40]) {
        let mean = 0
        for (let wins = 0; wins <= pairs; wins += 1) {
          const chance = binomialTail(wins, pairs, 0.5) - binomialTail(wins + 1, pairs, 0.5)
          mean += chance * Math.exp(discordantEvidence({ wins, losses: pairs - wins }, { alternative }))
        }
        expect(gap(mean, 1)).toBeLessThan(1e-10)
      }
  })

  it('rises with a win, falls with a loss, and mirrors', () => {
    const count = fc.integer({ min: 0, max: 2000 })
    fc.assert(
      fc.property(count, count, (wins, losses) => {
        const now = discordantEvidence({ wins, losses })
        expect(discordantEvidence({ wins: wins + 1, losses })).toBeGreaterThan(now)
        expect(discordantEvidence({ wins, losses: losses + 1 })).toBeLessThan(now)
        expect(discordantEvidence({ wins: losses, losses: wins }, { alternative: 'less' })).toBe(now)
      }),
      { seed: 7 },
    )
  })

  it('stays finite where the evidence itself would not', () => {
    expect(discordantEvidence({ wins: 5000, losses: 0 })).toBeCloseTo(5001 * Math.LN2 - Math.log(5001), 6)
  })

  it('refuses numbers that are no counts', () => {
    expect(() => discordantEvidence({ wins: Number.NaN, losses: 0 })).toThrow(InvalidArgumentError)
  })
})
