import { createRandom } from '@autoopt/collector'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { banditArmSchema, NodeBandit } from '../../src/evidence/node-bandit.ts'

const blame = [
  { componentId: 'a', share: 0.7 },
  { componentId: 'b', share: 0.3 },
  { componentId: 'c', share: 0 },
]

const probabilityOf = (bandit: NodeBandit, id: string): number | undefined =>
  bandit.probabilities(blame).find(({ componentId }) => componentId === id)?.probability

describe('NodeBandit', () => {
  it('begins with the blame and keeps a chance of 5 % for each', () => {
    const bandit = new NodeBandit()
    expect(probabilityOf(bandit, 'a')).toBeCloseTo(0.05 + 0.85 * 0.7, 10)
    expect(probabilityOf(bandit, 'c')).toBeCloseTo(0.05, 10)
  })

  it('prefers components whose edits were accepted, and forgets with time', () => {
    const bandit = new NodeBandit()
    bandit.record('b', true)
    const fresh = probabilityOf(bandit, 'b') ?? 0
    expect(fresh).toBeGreaterThan(0.05 + 0.85 * 0.3)
    for (let round = 0; round < 5; round += 1) bandit.record('a', false)
    expect(probabilityOf(bandit, 'b')).toBeGreaterThan(fresh)
    expect(bandit.toRecords()[0]?.accepted).toBe(1)
    bandit.record('b', false)
    expect(bandit.toRecords()[0]).toMatchObject({ component: 'b', accepted: 0.9, rejected: 1 })
  })

  it('parks a component after six hypotheses in a row that did not help, but never all of them', () => {
    const bandit = new NodeBandit()
    for (let round = 0; round < 6; round += 1) bandit.record('a', false)
    expect(bandit.isParked('a')).toBe(true)
    expect(probabilityOf(bandit, 'a')).toBeUndefined()
    for (const id of ['b', 'c']) for (let round = 0; round < 6; round += 1) bandit.record(id, false)
    expect(bandit.probabilities(blame)).toHaveLength(3)
    bandit.record('a', true)
    expect(bandit.isParked('a')).toBe(false)
  })

  it('comes back from its records as it was', () => {
    const bandit = new NodeBandit()
    for (const [id, accepted] of [
      ['a', true],
      ['b', false],
      ['a', false],
    ] as const)
      bandit.record(id, accepted)
    const records = bandit.toRecords().map((record) => banditArmSchema.parse(JSON.parse(JSON.stringify(record))))
    expect(new NodeBandit(records).probabilities(blame)).toEqual(bandit.probabilities(blame))
  })

  it('picks different components by their chances', () => {
    const bandit = new NodeBandit()
    const random = createRandom(4)
    let first = 0
    for (let draw = 0; draw < 2000; draw += 1) first += Number(bandit.pick(blame, { count: 1, random })[0] === 'a')
    expect(first / 2000).toBeCloseTo(0.645, 1)
    expect(new Set(bandit.pick(blame, { count: 3, random }))).toEqual(new Set(['a', 'b', 'c']))
    expect(bandit.pick(blame, { count: 9, random })).toHaveLength(3)
  })

  it('gives chances that sum to 1, however many components there are', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(shares, (list) => {
        const chances = new NodeBandit().probabilities(list.map((share, index) => ({ componentId: `${index}`, share })))
        expect(chances.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9)
        expect(chances.every(({ probability }) => probability >= Math.min(0.05, 1 / list.length) - 1e-12)).toBe(true)
      }),
      { seed: 3, numRuns: 100 },
    )
  })
})
