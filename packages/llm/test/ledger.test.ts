import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  BudgetExceededError,
  createModel,
  Ledger,
  type LedgerCaps,
  type Reservation,
  type Spending,
} from '../src/index.ts'
import { UnknownPriceError } from '../src/index.ts'
import { clockAndFetch } from './counted-fetch.ts'
import { chunk, completion, fakeServer, lastChunks, sendError, sendJson, startEvents } from './fake-server.ts'
import { ask, configOf, partsOf, rejection } from './model-of.ts'

const spending = (input_tokens: number, cost_usd: Spending['cost_usd'] = 0): Spending => ({
  input_tokens,
  output_tokens: 0,
  cost_usd,
})

const calls = fc.array(
  fc.record({
    most: fc.nat(200),
    /** Share of what was reserved that is used. */
    used: fc.double({ min: 0, max: 1, noNaN: true }),
    role: fc.constantFrom('task', 'reflection', 'judge'),
    /** How many turns of the event loop the call takes. */
    turns: fc.nat(4),
    isAborted: fc.boolean(),
  }),
  { maxLength: 60, size: 'max' },
)
const caps = fc.record(
  {
    max_calls: fc.integer({ min: 1, max: 40 }),
    max_tokens: fc.integer({ min: 1, max: 2_000 }),
    max_cost_usd: fc.double({ min: 0.000_01, max: 0.02, noNaN: true }),
  },
  { requiredKeys: [] },
)

describe('a ledger', () => {
  it('never exceeds a cap, however calls overlap, end and give up; and every call starts or is refused', async () => {
    await fc.assert(
      fc.asyncProperty(caps, calls, async (limits, wanted) => {
        const ledger = new Ledger(limits)
        let started = 0
        await Promise.all(
          wanted.map(async ({ most, used, role, turns, isAborted }) => {
            const signal = isAborted ? AbortSignal.timeout(1) : undefined
            const reserved = await ledger.reserve(spending(most, most * 0.000_013_7), { role, signal }).catch(refused)
            if (reserved === undefined) return
            started += 1
            for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate)
            const tokens = Math.floor(most * used)
            reserved.settle(spending(tokens, tokens * 0.000_013_7))
            expectWithin(ledger, limits)
          }),
        )
        expect(ledger.totals().calls).toBe(started)
      }),
    )
  })

  it('lets as many calls start as the cap says, at once, and refuses the next', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 50 }), async (cap, more) => {
        const ledger = new Ledger({ max_calls: cap })
        const ends = await Promise.allSettled(
          Array.from({ length: cap + more }, async () => ledger.reserve(spending(1), { role: 'task' })),
        )
        expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(cap)
      }),
    )
  })

  it('waits for others that have reserved more than they use', async () => {
    const ledger = new Ledger({ max_tokens: 100 })
    const first = await ledger.reserve(spending(90), { role: 'task' })
    let second: Reservation | undefined
    const waiting = ledger.reserve(spending(90), { role: 'judge' }).then((reserved) => (second = reserved))
    await new Promise(setImmediate)
    expect(second).toBeUndefined()
    first.settle(spending(10))
    await waiting
    second?.settle(spending(90))
    expect(ledger.totals()).toMatchObject({ calls: 2, input_tokens: 100 })
    expect(await rejection(ledger.reserve(spending(1), { role: 'task' }))).toBeInstanceOf(BudgetExceededError)
  })

  it('counts every role and says which spent what', async () => {
    const ledger = new Ledger({ max_calls: 3 })
    for (const role of ['task', 'judge', 'judge']) {
      const reserved = await ledger.reserve(spending(5, 'unknown'), { role })
      reserved.settle(spending(4, 'unknown'))
      reserved.settle(spending(4, 'unknown'))
    }
    expect(ledger.totalsByRole()).toMatchObject({ task: { calls: 1 }, judge: { calls: 2, input_tokens: 8 } })
    expect(ledger.totals()).toMatchObject({ calls_of_unknown_cost: 3, known_cost_usd: 0 })
  })

  it('says which cap, what is spent and what is needed', async () => {
    const ledger = new Ledger({ max_cost_usd: 0.5 })
    ;(await ledger.reserve(spending(1, 0.25), { role: 'task' })).settle(spending(1, 0.25))
    expect(await rejection(ledger.reserve(spending(1, 0.3), { role: 'task' }))).toMatchObject({
      context: { cap: 'max_cost_usd', limit: 0.5, spent: 0.25, needed: 0.3 },
    })
  })

  it('reaches a cap in dollars exactly', async () => {
    const ledger = new Ledger({ max_cost_usd: 0.3 })
    for (let index = 0; index < 3; index += 1) {
      ;(await ledger.reserve(spending(1, 0.1), { role: 'task' })).settle(spending(1, 0.1))
    }
    expect(await rejection(ledger.reserve(spending(1, 0.000_000_001), { role: 'task' }))).toBeInstanceOf(
      BudgetExceededError,
    )
  })
})

describe('a model with a ledger', () => {
  const prices = { input_usd_per_million_tokens: 1, output_usd_per_million_tokens: 2 }

  it.each([{ max_calls: 100 }, { max_tokens: 100_000 }, { max_cost_usd: 0.15 }])(
    'never exceeds %o by one call, retries included, and spends nearly all of it',
    async (limits) => {
      await using server = await fakeServer(({ asked, nth, body }, response) => {
        if (nth === 1 && asked.endsWith('7')) return sendError(response, 429)
        // The most that the model may write.
        const usage = { prompt_tokens: 20, completion_tokens: body['max_tokens'] ?? 900 }
        sendJson(response, completion(asked, { usage }))
      })
      const ledger = new Ledger(limits)
      const config = configOf(server.baseUrl, { max_concurrency: 50, prices, parameters: { max_tokens: 900 } })
      const model = await createModel(config, { ledger, ...clockAndFetch() })
      const ends = await Promise.allSettled(
        Array.from({ length: 400 }, async (_, index) => model.doGenerate(ask(`call ${index}`))),
      )
      const totals = ledger.totals()
      expectWithin(ledger, limits)
      expect(totals.calls).toBe(server.received.length)
      const { max_calls = Infinity, max_tokens = Infinity, max_cost_usd = Infinity } = limits as LedgerCaps
      const tokens = totals.input_tokens + totals.output_tokens
      const shares = [totals.calls / max_calls, tokens / max_tokens, totals.known_cost_usd / max_cost_usd]
      expect(Math.max(...shares)).toBeGreaterThan(0.97)
      const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))
      expect(reasons.length).toBeGreaterThan(200)
      expect(reasons.every((reason) => reason instanceof BudgetExceededError)).toBe(true)
    },
  )

  it('limits answers that nobody has limited, when tokens are capped', async () => {
    await using server = await fakeServer(({ asked }, response) => sendJson(response, completion(asked)))
    await (
      await createModel(configOf(server.baseUrl), { ledger: new Ledger({ max_tokens: 10_000 }) })
    ).doGenerate(ask('a'))
    await (await createModel(configOf(server.baseUrl), { ledger: new Ledger({ max_calls: 10 }) })).doGenerate(ask('a'))
    expect(server.received.map(({ body }) => body['max_tokens'])).toEqual([4096, undefined])
  })

  it('refuses a cap in dollars for a model of unknown price', async () => {
    await using server = await fakeServer(({ asked }, response) => sendJson(response, completion(asked)))
    const model = await createModel(configOf(server.baseUrl), { ledger: new Ledger({ max_cost_usd: 1 }) })
    expect(await rejection(model.doGenerate(ask('a')))).toBeInstanceOf(UnknownPriceError)
    expect(server.received).toEqual([])
  })

  it('enters the most that it can have been when the server does not count, or breaks off', async () => {
    await using server = await fakeServer(({ asked, body }, response) => {
      if (body['stream'] !== true) return sendJson(response, completion('écrit', { usage: null }))
      startEvents(response)
      response.write(chunk({ content: asked }), () => setTimeout(() => response.destroy(), 20))
    })
    const ledger = new Ledger({ max_tokens: 100_000 })
    const model = await createModel(configOf(server.baseUrl, { parameters: { max_tokens: 1_000 } }), { ledger })
    await model.doGenerate(ask('prompt'))
    expect(ledger.totals()).toMatchObject({ calls: 1, output_tokens: 6 })
    expect(ledger.totals().input_tokens).toBeGreaterThanOrEqual(6)
    await partsOf((await model.doStream(ask('prompt'))).stream)
    expect(ledger.totals()).toMatchObject({ calls: 2, output_tokens: 1_006 })
  })

  it('enters streams when they end, with the role of the call', async () => {
    await using server = await fakeServer(({ asked }, response) => {
      startEvents(response)
      response.end(chunk({ content: asked }) + lastChunks())
    })
    const ledger = new Ledger()
    const model = await createModel(configOf(server.baseUrl, { prices }), { ledger, role: 'reflection' })
    await partsOf((await model.doStream(ask('a'))).stream)
    await partsOf((await model.doStream(ask('a', { providerOptions: { autoopt: { role: 'judge' } } }))).stream)
    const each = { calls: 1, input_tokens: 10, output_tokens: 5, known_cost_usd: 0.000_02 }
    expect(ledger.totalsByRole()).toMatchObject({ reflection: each, judge: each })
  })
})

function refused(error: unknown): undefined {
  if (!(error instanceof BudgetExceededError) && !(error instanceof DOMException)) throw error
}

function expectWithin(
  ledger: Ledger,
  { max_calls = Infinity, max_tokens = Infinity, max_cost_usd = Infinity }: LedgerCaps,
) {
  const { calls: made, input_tokens, output_tokens, known_cost_usd } = ledger.totals()
  expect(made).toBeLessThanOrEqual(max_calls)
  expect(input_tokens + output_tokens).toBeLessThanOrEqual(max_tokens)
  // The sum of floating-point dollars has an error of its own; the ledger counts in whole nanodollars.
  expect(known_cost_usd).toBeLessThanOrEqual(max_cost_usd + 1e-12)
}
