import { describe, expect, it } from 'vitest'
import { confirm } from '../../src/confirm/confirm.ts'
import { confirmLevel, explainLevel, recordConfirmTest } from '../../src/confirm/confirm-level.ts'
import type { Confirmation } from '../../src/confirm/confirmation.ts'
import { type HoldoutRecord, holdoutRecordSchema } from '../../src/confirm/holdout-record.ts'
import { ObservationStore } from '../../src/race/observation-store.ts'
import { makeCases, makeVariant, simulatedEvaluate } from '../race/simulated-evaluate.ts'
import { makeWorld, runCampaign } from './campaign-world.ts'

const cases = makeCases(24)
const at = new Date('2026-01-01T00:00:00Z')
const fresh: HoldoutRecord = { salt: 's', uses: [], tests: [] }

const tested = (count: number, { of = cases, isProof = false } = {}): HoldoutRecord => ({
  ...fresh,
  tests: Array.from({ length: count }, (_, index) => ({
    campaign_id: `campaign ${index}`,
    at: at.toISOString(),
    alpha: 0.05,
    p: isProof ? 0.001 : 0.5,
    is_discovery: isProof,
    case_ids: of.map(({ case_id }) => case_id),
    times: 1,
  })),
})

const levelAfter = (record: HoldoutRecord, campaignId = 'new') => confirmLevel(record, { cases, campaignId }).level

describe('the level of a confirmation', () => {
  it('falls with each campaign on the same cases, and is whole again after a proof or with new cases', () => {
    expect(levelAfter(fresh)).toBeCloseTo(0.0375, 12)
    const levels = [0, 1, 2, 3].map((count) => levelAfter(tested(count)))
    expect(levels).toEqual(levels.toSorted((one, other) => other - one))
    expect(levels[1]).toBeLessThan(0.01)
    expect(levelAfter(tested(1, { isProof: true }))).toBe(levels[0])
    const others = makeCases(60).slice(20)
    expect(levelAfter(tested(3, { of: others }))).toBe(levels[0])
    expect(levelAfter(tested(3, { of: makeCases(60) }))).toBe(levels[3])
  })

  it('does not count a campaign that is resumed against itself, but the verdicts after which it went on', () => {
    expect(levelAfter(tested(1), 'campaign 0')).toBe(levelAfter(fresh))
    const again = confirmLevel(tested(1), { cases, campaignId: 'campaign 0', verdicts: 2 })
    expect(again).toEqual(confirmLevel(tested(2), { cases, campaignId: 'new' }))
    const [one] = tested(1).tests
    const insistent = { ...fresh, tests: one === undefined ? [] : [{ ...one, times: 3 }] }
    expect(levelAfter(insistent)).toBe(levelAfter(tested(3)))
  })

  it('can be the same for all', () => {
    expect(confirmLevel(tested(5), { cases, campaignId: 'new', policy: 'each', alpha: 0.1 }).level).toBe(0.1)
  })
})

const few = makeCases(12)

/** A useless change, tested by one campaign more: what it scores has nothing to do with it. */
const testUseless = (world: number, turn: number, alpha: number): Promise<Confirmation> =>
  confirm({
    baseline: makeVariant('baseline'),
    finalists: [makeVariant(`change ${turn}`)],
    cases: few,
    evaluate: simulatedEvaluate(({ draw }) => draw, `world ${world}, campaign ${turn}`).evaluate,
    store: new ObservationStore(),
    repeats: [0],
    seed: `${world}:${turn}`,
    alpha,
  })

describe('campaigns that are repeated on the same cases', () => {
  it('deploy something useless in one of twenty worlds at most, and in far more when each has the whole level', async () => {
    const fooled = { sharing: 0, each: 0 }
    for (let world = 0; world < 100; world += 1) {
      let record = fresh
      const was = { sharing: false, each: false }
      for (let turn = 0; turn < 8; turn += 1) {
        const { level, alpha } = confirmLevel(record, { cases: few, campaignId: `${turn}` })
        const confirmation = await testUseless(world, turn, level)
        const [finalist] = confirmation.finalists
        was.sharing ||= confirmation.verdict === 'deploy'
        was.each ||= (finalist?.p_adjusted ?? 1) < alpha && (finalist?.interval?.low ?? 0) > 0
        record = recordConfirmTest(record, { confirmation, campaignId: `${turn}`, at })
      }
      fooled.sharing += Number(was.sharing)
      fooled.each += Number(was.each)
    }
    // With a chance of 5 % each, more than ten of a hundred come once in a hundred times.
    expect(fooled.sharing).toBeLessThanOrEqual(10)
    expect(fooled.each).toBeGreaterThan(10)
  })
})

describe('the record of tests', () => {
  it('has one test for each campaign, on disk too', async () => {
    const world = makeWorld({ seed: 'record', cases: 24, checks: 3, chance: (_, base) => base + 0.3 })
    const confirmation = await runCampaign(world, 'record')
    const test = { confirmation, campaignId: 'one', at: at }
    const record = recordConfirmTest(recordConfirmTest(fresh, test), test)
    expect(record.tests).toMatchObject([{ campaign_id: 'one', alpha: 0.05, is_discovery: true }])
    expect(record.tests[0]?.case_ids).toHaveLength(24)
    expect(holdoutRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record)
  })

  it('reads records of before as those of cases that nobody was tested on', () => {
    expect(holdoutRecordSchema.parse({ salt: 's', uses: [] })).toEqual(fresh)
  })

  it('is what a verdict names when it alone keeps something from being proven', async () => {
    const world = makeWorld({ seed: 'record', cases: 24, checks: 3, chance: (_, base) => base + 0.3 })
    const confirmation = await runCampaign(world, 'record', { alpha: 1e-9 })
    expect(confirmation.verdict).toBe('canary')
    const asked = { level: 1e-9, alpha: 0.05, earlier: 2 }
    expect(explainLevel(confirmation, asked)).toContain('2 tests were made on these cases before')
    expect(explainLevel(confirmation, { ...asked, alpha: 1e-9 })).toBe('')
  })
})
