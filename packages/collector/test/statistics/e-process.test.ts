import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/random/create-random.ts'
import { EProcess } from '../../src/statistics/e-process.ts'
import { InvalidArgumentError } from '../../src/errors.ts'

describe('EProcess', () => {
  it('keeps the best p that it has seen, and does not move on a tie', () => {
    const process = new EProcess()
    for (let win = 0; win < 8; win += 1) process.add('win')
    const { p } = process
    process.add('tie')
    expect(process.p).toBe(p)
    for (let loss = 0; loss < 8; loss += 1) process.add('loss')
    expect(process.p).toBe(p)
    expect(process.counts).toEqual({ wins: 8, losses: 8, ties: 1 })
    expect(Math.exp(process.logEvidence)).toBeLessThan(1)
    expect(process.isDecided).toBe(true)
  })

  it('begins undecided, with a p of 1', () => {
    const process = new EProcess()
    expect([process.p, process.isDecided]).toEqual([1, false])
    expect(process.logEvidence).toBeCloseTo(0, 12)
  })

  it('decides at most 5 times in 100 when nothing differs, although it is looked at after each of 200 cases', () => {
    const random = createRandom('e-process')
    let decided = 0
    for (let run = 0; run < 1000; run += 1) {
      const process = new EProcess({ alpha: 0.05 })
      for (let pair = 0; pair < 200 && !process.isDecided; pair += 1) process.add(random.next() < 0.5 ? 'win' : 'loss')
      if (process.isDecided) decided += 1
    }
    // The 99.5 % quantile of a Binomial(1000, 0.05) count.
    expect(decided).toBeLessThanOrEqual(69)
    expect(decided).toBeGreaterThan(0)
  })

  it('decides soon when three of four pairs are wins', () => {
    const random = createRandom('wins')
    const process = new EProcess()
    while (!process.isDecided) process.add(random.next() < 0.75 ? 'win' : 'loss')
    expect(process.counts.wins + process.counts.losses).toBeLessThan(120)
  })

  it('refuses an alpha that is no probability', () => {
    expect(() => new EProcess({ alpha: 5 })).toThrow(InvalidArgumentError)
  })
})
