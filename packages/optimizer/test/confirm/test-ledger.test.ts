import { createRandom } from '@autoopt/collector'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextAlpha } from '../../src/confirm/test-ledger.ts'

const tests = (outcomes: readonly boolean[]) => outcomes.map((is_discovery) => ({ is_discovery }))

describe('nextAlpha', () => {
  it('gives every campaign the whole level unless it is asked to share', () => {
    expect(nextAlpha(tests([true, false]), { policy: 'each', alpha: 0.1 })).toBe(0.1)
  })

  it('begins LORD++ with the wealth of half of alpha and earns with each proof', () => {
    const first = 0.07720838 * Math.log(2)
    expect(nextAlpha([], { policy: 'fdr' })).toBeCloseTo(0.025 * first, 12)
    const second = (0.07720838 * Math.log(2)) / (2 * Math.exp(Math.sqrt(Math.log(2))))
    expect(nextAlpha(tests([false]), { policy: 'fdr' })).toBeCloseTo(0.025 * second, 12)
    expect(nextAlpha(tests([true]), { policy: 'fdr' })).toBeCloseTo(0.025 * second + 0.025 * first, 12)
    const third = (0.07720838 * Math.log(3)) / (3 * Math.exp(Math.sqrt(Math.log(3))))
    expect(nextAlpha(tests([true, true]), { policy: 'fdr' })).toBeCloseTo(0.025 * (third + second) + 0.05 * first, 12)
  })

  it('never spends more than alpha on any number of campaigns without a proof', () => {
    for (const policy of ['fdr', 'spending'] as const) {
      let spent = 0
      for (let turn = 0; turn < 2000; turn += 1)
        spent += nextAlpha(tests(Array.from({ length: turn }, () => false)), { policy })
      expect(spent).toBeLessThan(0.05)
    }
  })

  it('spends alpha anew after each proof, and never more than that', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 80 }), (outcomes) => {
        const levels = outcomes.map((_, turn) => nextAlpha(tests(outcomes.slice(0, turn)), { policy: 'spending' }))
        const proofs = outcomes.slice(0, -1).filter(Boolean).length
        expect(levels.reduce((sum, level) => sum + level, 0)).toBeLessThanOrEqual(0.05 * (1 + proofs) + 1e-12)
        const wholes = levels.filter((_, turn) => turn === 0 || outcomes[turn - 1] === true)
        expect(wholes.every((level) => Math.abs(level - 0.0375) < 1e-12)).toBe(true)
      }),
      { seed: 5, numRuns: 200 },
    )
  })

  it('keeps every level above 0, and LORD++ below the wealth that proofs have earned', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (outcomes) => {
        const level = nextAlpha(tests(outcomes), { policy: 'fdr' })
        expect(level).toBeGreaterThan(0)
        expect(level).toBeLessThan(0.05 * (1 + outcomes.filter(Boolean).length))
      }),
      { seed: 5, numRuns: 200 },
    )
  })

  it('keeps the share of false proofs below alpha on average when most campaigns have nothing to find', () => {
    const random = createRandom(17)
    let share = 0
    const worlds = 200
    for (let world = 0; world < worlds; world += 1) {
      const outcomes: boolean[] = []
      let wrong = 0
      for (let turn = 0; turn < 100; turn += 1) {
        const isReal = random.next() < 0.2
        const p = isReal ? random.next() ** 6 : random.next()
        const isProof = p <= nextAlpha(tests(outcomes), { policy: 'fdr' })
        outcomes.push(isProof)
        wrong += Number(isProof && !isReal)
      }
      share += wrong / Math.max(1, outcomes.filter(Boolean).length)
    }
    expect(share / worlds).toBeLessThan(0.05)
  })
})
