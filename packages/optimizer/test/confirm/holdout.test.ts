import { describe, expect, it } from 'vitest'
import { evaluateHoldout, type HoldoutOptions, holdoutReportSchema } from '../../src/confirm/evaluate-holdout.ts'
import {
  type HoldoutRecord,
  holdoutRecordSchema,
  isWornOut,
  recordHoldoutUse,
} from '../../src/confirm/holdout-record.ts'
import { ObservationStore } from '../../src/race/observation-store.ts'
import { makeCases, makeVariant, simulatedEvaluate } from '../race/simulated-evaluate.ts'

const at = new Date('2026-01-01T00:00:00Z')
const used = (...campaigns: string[]): HoldoutRecord =>
  campaigns.reduce((record, campaignId) => recordHoldoutUse(record, { campaignId, at }), {
    salt: 's',
    uses: [],
    tests: [],
  } as HoldoutRecord)

const { evaluate, paid } = simulatedEvaluate(({ variantId, draw }) =>
  Number(draw < (variantId === 'winner' ? 0.8 : 0.5)),
)

const options: HoldoutOptions = {
  baseline: makeVariant('baseline'),
  winner: makeVariant('winner'),
  cases: makeCases(12),
  repeats: [0, 1],
  store: new ObservationStore(),
  evaluate,
  seed: 1,
  record: used('first'),
}

describe('the holdout', () => {
  it('is run once and reported, and gives the same report without a run when asked again', async () => {
    const report = await evaluateHoldout(options)
    expect(paid).toHaveLength(12 * 2 * 2)
    expect(await evaluateHoldout(options)).toEqual(report)
    expect(paid).toHaveLength(12 * 2 * 2)
    expect(report).toMatchObject({ uses: 1, is_worn_out: false })
    expect(report.measures.difference).toBeGreaterThan(0)
    expect(holdoutReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report)
  })

  it('leaves its results out of search and confirmation', () => {
    expect(options.store.results('winner', { phase: 'holdout' })).toHaveLength(24)
    expect(options.store.results('winner')).toHaveLength(0)
    expect(options.store.results('winner', { phase: 'confirm' })).toHaveLength(0)
  })

  it('is worn out after three campaigns, and says so', async () => {
    expect(isWornOut(used('a', 'b', 'c'))).toBe(false)
    const record = used('a', 'b', 'c', 'd')
    expect(isWornOut(record)).toBe(true)
    const report = await evaluateHoldout({ ...options, record })
    expect(report.summary).toContain('4 campaigns have looked at these cases')
  })

  it('counts a campaign once, however often it is resumed', () => {
    expect(used('a', 'b', 'a', 'a').uses).toHaveLength(2)
    expect(holdoutRecordSchema.parse(JSON.parse(JSON.stringify(used('a'))))).toEqual(used('a'))
  })
})
