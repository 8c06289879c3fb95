import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runCampaign } from '../../src/campaign/campaign.ts'
import type { CampaignEvent } from '../../src/campaign/campaign-event.ts'
import type { CampaignOptions } from '../../src/campaign/campaign-options.ts'
import type { CampaignResult } from '../../src/campaign/campaign-result.ts'
import { MemoryJournal } from '../../src/campaign/journal/memory-journal.ts'
import { toyCosts, toyWorld } from './toy-world.ts'

async function follow(options: CampaignOptions): Promise<{ result: CampaignResult; events: CampaignEvent[] }> {
  const events: CampaignEvent[] = []
  for await (const event of runCampaign(options)) events.push(event)
  const last = events.at(-1)
  if (last?.type !== 'finished') throw new Error('a campaign ends with its result')
  return { result: last.result, events }
}

test('a campaign finds the rules that cases ask for, and proves them', async () => {
  const { result, events } = await follow(toyWorld())
  expect(result).toMatchObject({ verdict: 'deploy', confirmation: { verdict: 'deploy' } })
  expect(result.variantScore ?? 0).toBeGreaterThan((result.baselineScore ?? 1) + 0.3)
  expect(result.best.texts['reply']).toMatch(/Mind (amber|birch|cedar|delta)/)
  expect(result.best.texts['reply']).toContain('{{kind}}')
  expect(result.patches).toEqual([
    { selector: { by_id: 'reply' }, strategy: { mode: 'replace', content: result.best.texts['reply'] } },
  ])
  expect(events.some(({ type }) => type === 'incumbent')).toBe(true)
})

test('campaigns in which nothing helps hardly ever deploy', async () => {
  const verdicts: string[] = []
  for (let seed = 0; seed < 24; seed += 1) {
    const world = toyWorld({ rates: [0.5, 0.5], seed: `null ${seed}` })
    const { result } = await follow({ ...world, budget: 'light', seed })
    verdicts.push(result.verdict)
  }
  // With a chance of 5 % each, more than four of them come once in two hundred times.
  expect(verdicts.filter((verdict) => verdict === 'deploy').length).toBeLessThanOrEqual(4)
  expect(new Set(verdicts)).not.toEqual(new Set(['canary']))
})

test('a campaign whose cases all pass says so and asks no model', async () => {
  const paid: string[] = []
  const { result } = await follow(toyWorld({ rates: [1, 1], onPaid: (what) => paid.push(what) }))
  expect(result).toMatchObject({ verdict: 'keep', stopReason: 'saturated', patches: [] })
  expect(paid.filter((what) => what.startsWith('question'))).toEqual([])
})

test('whatever finishes first, equal answers come to the same end', async () => {
  const waits = [5, 0, 3, 1, 0, 2]
  let turn = 0
  const now = () => new Date('2026-01-01T00:00:00.000Z')
  const delay = () => new Promise<void>((resolve) => setTimeout(resolve, waits[(turn += 1) % waits.length]))
  const [quick, slow] = await Promise.all([
    follow({ ...toyWorld(), budget: 'light', now }),
    follow({ ...toyWorld({ delay }), budget: 'light', now }),
  ])
  expect(slow.result).toEqual(quick.result)
})

test('a campaign that is run again with its journal pays for nothing and comes to the same end', async () => {
  const journal = new MemoryJournal()
  const first = await follow({ ...toyWorld(), journal })
  const paid: string[] = []
  const second = await follow({ ...toyWorld({ onPaid: (what) => paid.push(what) }), journal })
  expect(paid).toEqual([])
  expect(second.result).toEqual(first.result)
})

test('a journal of another campaign is refused with what differs', async () => {
  const journal = new MemoryJournal()
  await follow({ ...toyWorld({ cases: 24 }), journal, budget: 'light' })
  const other = follow({ ...toyWorld({ cases: 25 }), journal, budget: 'light', seed: 3 })
  await expect(other).rejects.toMatchObject({
    code: 'OPT-JOURNAL-002',
    context: { differences: ['the seed was 0 and is 3', 'case case-24 is new'] },
  })
})

test('no cap is exceeded by a run, a call or a cent', async () => {
  const caps = fc.record(
    {
      runs: fc.integer({ min: 1, max: 400 }),
      calls: fc.integer({ min: 1, max: 800 }),
      costUsd: fc.double({ min: 0.001, max: 1, noNaN: true }),
    },
    { requiredKeys: [] },
  )
  const outcomes = new Set<string>()
  await fc.assert(
    fc.asyncProperty(caps, fc.integer({ min: 0, max: 1000 }), async (limits, seed) => {
      const used = { runs: 0, calls: 0, costUsd: 0 }
      const world = toyWorld({
        seed: `${seed}`,
        onPaid: (what) => {
          const isQuestion = what.startsWith('question')
          used.runs += isQuestion ? 0 : 1
          used.calls += isQuestion ? 1 : toyCosts.callsPerRun
          used.costUsd += isQuestion ? toyCosts.question : toyCosts.run
        },
      })
      const runBounds = { calls: toyCosts.callsPerRun, costUsd: toyCosts.run }
      const reflectionPrice = { inputUsd: 0.5, outputUsd: 2 }
      const outcome = await follow({ ...world, limits, runBounds, reflectionPrice, seed }).then(
        ({ result }) => result.verdict,
        (error: { readonly code: string }) => error.code,
      )
      outcomes.add(outcome)
      expect(outcome).toMatch(/^(?:deploy|canary|keep|inconclusive|OPT-BUDGET-001)$/)
      expect(used.runs).toBeLessThanOrEqual(outcome === 'OPT-BUDGET-001' ? 0 : (limits.runs ?? Infinity))
      expect(used.calls).toBeLessThanOrEqual(limits.calls ?? Infinity)
      expect(used.costUsd).toBeLessThanOrEqual((limits.costUsd ?? Infinity) + 1e-9)
    }),
    { numRuns: 25, seed: 1 },
  )
  expect([...outcomes]).toEqual(expect.arrayContaining(['deploy', 'OPT-BUDGET-001']))
})

test('a campaign asks for more proof on cases that others were tested on, and says so to the next', async () => {
  const world = toyWorld()
  const first = await follow({ ...world, budget: 'light', campaignId: 'first' })
  expect(first.result.confirmation?.alpha).toBeCloseTo(0.0375, 12)
  const { holdoutRecord: holdout } = first.result
  expect(holdout.tests).toMatchObject([{ campaign_id: 'first', is_discovery: first.result.verdict === 'deploy' }])
  const unproven = { ...holdout, tests: holdout.tests.map((one) => Object.assign({}, one, { is_discovery: false })) }
  const second = await follow({ ...world, budget: 'light', campaignId: 'second', holdout: unproven })
  expect(second.result.confirmation?.alpha).toBeLessThan(0.01)
  expect(second.result.holdoutRecord.tests.map(({ campaign_id }) => campaign_id)).toEqual(['first', 'second'])
})
