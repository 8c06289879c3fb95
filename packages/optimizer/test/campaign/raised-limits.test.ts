import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runCampaign } from '../../src/campaign/campaign.ts'
import type { CampaignLimits, CampaignOptions } from '../../src/campaign/campaign-options.ts'
import type { CampaignResult } from '../../src/campaign/campaign-result.ts'
import { BudgetTooSmallError, CapSpentError } from '../../src/campaign/errors.ts'
import { MemoryJournal } from '../../src/campaign/journal/memory-journal.ts'
import { toyCosts, toyWorld } from './toy-world.ts'

const shared = {
  runBounds: { calls: toyCosts.callsPerRun, costUsd: toyCosts.run },
  reflectionPrice: { inputUsd: 0.5, outputUsd: 2 },
  campaignId: 'raised',
  now: () => new Date('2026-01-01T00:00:00.000Z'),
}

/** A process that ends in the middle of a campaign. */
class PowerCut extends Error {}

/** Everything that the sessions of one campaign pay for, in its order. */
class Sessions {
  readonly journal = new MemoryJournal()
  readonly paid: string[] = []
  readonly #seed: string

  constructor(seed = 'toy') {
    this.#seed = seed
  }

  get used(): { runs: number; calls: number; costUsd: number } {
    const questions = this.paid.filter((what) => what.startsWith('question')).length
    const runs = this.paid.length - questions
    return {
      runs,
      calls: questions + runs * toyCosts.callsPerRun,
      costUsd: questions * toyCosts.question + runs * toyCosts.run,
    }
  }

  async wasCut(): Promise<boolean> {
    for await (const { kind } of this.journal.read()) if (kind === 'cut') return true
    return false
  }

  /** Runs the campaign to its end, or until it has paid so often in this session. */
  async run(options: Partial<CampaignOptions>, { dieAfter = Infinity } = {}): Promise<CampaignResult> {
    let left = dieAfter
    const world = toyWorld({
      seed: this.#seed,
      onPaid: (what) => {
        if (left <= 0) throw new PowerCut()
        left -= 1
        this.paid.push(what)
      },
    })
    const events = runCampaign({ ...world, ...shared, ...options, journal: this.journal })
    for (;;) {
      const { done, value } = await events.next()
      if (done) return value
    }
  }

  /** The same, for a session that need not come to its end. */
  async runOn(options: Partial<CampaignOptions>, dieAfter: number): Promise<CampaignResult | undefined> {
    return this.run(options, { dieAfter }).catch((error: unknown) => {
      if (error instanceof PowerCut) return undefined
      throw error
    })
  }
}

test('a campaign that is stopped and goes on with higher caps comes to the end of one that had them from the start', async () => {
  const cap = fc.record({
    limits: fc.constantFrom<CampaignLimits>({ runs: 250 }, { calls: 600 }, { costUsd: 1 }),
    higher: fc.constantFrom<CampaignLimits>({}, { runs: 420, calls: 1000, costUsd: 2 }),
    dieAfter: fc.integer({ min: 0, max: 200 }),
    seed: fc.integer({ min: 0, max: 30 }),
  })
  let stopped = 0
  await fc.assert(
    // More of the same cap, and none or wide ones of the other kinds.
    fc.asyncProperty(cap, async ({ limits, higher, dieAfter, seed }) => {
      const sessions = new Sessions(`${seed}`)
      await sessions.runOn({ limits }, dieAfter)
      // Where the first cap had a say already, the other could not have been there from the start.
      if (await sessions.wasCut()) return
      stopped += 1
      const result = await sessions.run({ limits: higher })
      const whole = new Sessions(`${seed}`)
      expect(result).toEqual(await whole.run({ limits: higher }))
      expect(sessions.paid.toSorted()).toEqual(whole.paid.toSorted())
    }),
    { numRuns: 25, seed: 7 },
  )
  expect(stopped).toBeGreaterThan(10)
})

test('a campaign that used its budget up goes on from where it was when it gets more, and pays for nothing again', async () => {
  const sessions = new Sessions()
  const first = await sessions.run({ limits: { runs: 120 } })
  const before = sessions.used.runs
  expect(before).toBeLessThanOrEqual(120)
  const second = await sessions.run({ limits: { runs: 400 } })
  expect(second.totals.runs).toBe(sessions.used.runs)
  expect(sessions.used.runs).toBeGreaterThan(before)
  expect(sessions.used.runs).toBeLessThanOrEqual(400)
  expect(new Set(sessions.paid).size).toBe(sessions.paid.length)
  expect(second.rounds).toBeGreaterThanOrEqual(first.rounds)
  expect(second).toMatchObject({ verdict: 'deploy', confirmation: { alpha: expect.closeTo(0.0076, 4) } })

  const paid = sessions.paid.length
  const again = await sessions.run({ limits: { runs: 400 } })
  expect(again).toEqual(second)
  expect(sessions.paid.length).toBe(paid)
})

test('a larger budget by name goes on with the rounds as they were begun', async () => {
  const sessions = new Sessions()
  const first = await sessions.run({ budget: 'light' })
  const second = await sessions.run({ budget: 'standard' })
  expect(second.rounds).toBeGreaterThan(first.rounds)
  expect(new Set(sessions.paid).size).toBe(sessions.paid.length)
  expect(second.totals.runs).toBe(sessions.used.runs)
})

test('a campaign whose time was up goes on when it gets more', async () => {
  const sessions = new Sessions()
  let time = Date.parse('2026-01-01T00:00:00.000Z')
  const now = (): Date => new Date((time += 10_000))
  const first = await sessions.run({ limits: { minutes: 1 }, now })
  const second = await sessions.run({ limits: { minutes: 1000 }, now })
  expect([first.stopReason, second.stopReason]).toEqual(['time', 'budget'])
  expect(second.rounds).toBeGreaterThan(first.rounds)
})

test('a cap below what is spent ends the campaign at once, and so does one that leaves too little', async () => {
  const sessions = new Sessions()
  await sessions.run({ limits: { runs: 200 } })
  const { paid, used } = sessions
  const count = paid.length
  const attempts: [CampaignLimits, string, string][] = [
    [
      { runs: 100 },
      'OPT-BUDGET-004',
      `The cap of 100 runs is below the ${used.runs} that this campaign has used already`,
    ],
    [{ calls: 50 }, 'OPT-BUDGET-004', 'The cap of 50 model calls is below the'],
    [{ costUsd: 0.1 }, 'OPT-BUDGET-004', 'The cap of 0.1 dollars is below the'],
    [{ runs: 205 }, 'OPT-BUDGET-001', `${used.runs} are spent already: raise the cap further`],
  ]
  for (const [limits, code, message] of attempts)
    await expect(sessions.run({ limits })).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
  expect(paid.length).toBe(count)
  await expect(sessions.run({ limits: { runs: 200 } })).resolves.toMatchObject({ totals: { runs: used.runs } })
})

test('whatever caps a campaign gets one after another and wherever it is stopped, it stays within them', async () => {
  const session = fc.record({
    limits: fc.record(
      {
        runs: fc.integer({ min: 80, max: 600 }),
        calls: fc.integer({ min: 160, max: 1200 }),
        costUsd: fc.double({ min: 0.2, max: 3, noNaN: true }),
      },
      { requiredKeys: [] },
    ),
    dieAfter: fc.integer({ min: 0, max: 400 }),
  })
  let ended = 0
  await fc.assert(
    fc.asyncProperty(fc.array(session, { minLength: 2, maxLength: 5 }), fc.nat(50), async (list, seed) => {
      const sessions = new Sessions(`${seed}`)
      for (const { limits, dieAfter } of list) {
        const before = sessions.used
        const end = await sessions.runOn({ limits, budget: 'light' }, dieAfter).catch((error: unknown) => error)
        const isRefused = end instanceof BudgetTooSmallError || end instanceof CapSpentError
        const { used } = sessions
        expect(isRefused ? used.runs - before.runs : 0).toBe(0)
        if (isRefused) continue
        expect(used.runs).toBeLessThanOrEqual(limits.runs ?? Infinity)
        expect(used.calls).toBeLessThanOrEqual(limits.calls ?? Infinity)
        expect(used.costUsd).toBeLessThanOrEqual((limits.costUsd ?? Infinity) + 1e-9)
        expect(new Set(sessions.paid).size).toBe(sessions.paid.length)
        expect(end).not.toBeInstanceOf(Error)
        ended += Number(end !== undefined)
        expect<unknown>(end ?? { totals: used }).toMatchObject({ totals: { runs: used.runs } })
      }
    }),
    { numRuns: 25, seed: 5 },
  )
  expect(ended).toBeGreaterThan(10)
})
