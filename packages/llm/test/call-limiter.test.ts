import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CallLimiter } from '../src/index.ts'
import { TestClock } from './test-clock.ts'
import { rejection } from './model-of.ts'

/** When each of some calls started, if all came at once and took no time. */
async function startsOf(limiter: CallLimiter, clock: TestClock, tokens: readonly number[]): Promise<number[]> {
  return Promise.all(
    tokens.map(async (estimate) => {
      const permit = await limiter.acquire(estimate)
      permit.release({ kind: 'answered', tokens: estimate })
      return clock.now()
    }),
  )
}

describe('a limiter', () => {
  it('never starts more calls in a minute than the rate and the burst allow, and starts all of them', async () => {
    const rates = fc.record({ perMinute: fc.integer({ min: 1, max: 600 }), burst: fc.integer({ min: 1, max: 20 }) })
    await fc.assert(
      fc.asyncProperty(rates, fc.integer({ min: 1, max: 60 }), async ({ perMinute, burst }, calls) => {
        const clock = new TestClock()
        const limiter = new CallLimiter({ rateLimit: { max_requests_per_minute: perMinute, max_burst: burst }, clock })
        const starts = await startsOf(
          limiter,
          clock,
          Array.from({ length: calls }, () => 1),
        )
        starts.forEach((start, index) => {
          const within = starts.filter((other, place) => place >= index && other < start + 60_000).length
          expect(within).toBeLessThanOrEqual(perMinute + burst)
        })
        expect(starts.filter((start) => start === 0)).toHaveLength(Math.min(burst, calls))
        expect(starts).toEqual(starts.toSorted((left, right) => left - right))
      }),
      { numRuns: 30 },
    )
  })

  it('starts calls no faster than their tokens allow', async () => {
    const clock = new TestClock()
    const limiter = new CallLimiter({ rateLimit: { max_tokens_per_minute: 6_000, max_burst: 1 }, clock })
    expect(await startsOf(limiter, clock, [1_000, 500, 100])).toEqual([0, 10_000, 15_000])
  })

  it('corrects its estimate of tokens by what was used', async () => {
    const clock = new TestClock()
    const limiter = new CallLimiter({ rateLimit: { max_tokens_per_minute: 6_000, max_burst: 1 }, clock })
    ;(await limiter.acquire(100)).release({ kind: 'answered', tokens: 2_000 })
    await limiter.acquire(100)
    expect(clock.now()).toBe(20_000)
  })

  it('never has more calls in flight than its bound, whatever their ends', async () => {
    const ends = fc.array(fc.constantFrom('answered', 'failed', 'rate_limited'), { maxLength: 80, size: 'max' })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 16 }), ends, async (maxConcurrency, kinds) => {
        const limiter = new CallLimiter({ maxConcurrency })
        await Promise.all(
          kinds.map(async (kind) => {
            const permit = await limiter.acquire(1)
            expect(limiter.inFlight).toBeLessThanOrEqual(maxConcurrency)
            expect(limiter.concurrency).toBeGreaterThanOrEqual(1)
            await new Promise(setImmediate)
            permit.release({ kind: kind as 'answered' })
            permit.release({ kind: kind as 'answered' })
          }),
        )
        expect(limiter.inFlight).toBe(0)
      }),
    )
  })

  it('halves once for all calls of a round that were told 429, and grows again by one per round of answers', async () => {
    const limiter = new CallLimiter({ maxConcurrency: 16 })
    const round = async (size: number, kind: 'answered' | 'rate_limited') => {
      const permits = await Promise.all(Array.from({ length: size }, async () => limiter.acquire(1)))
      for (const permit of permits) permit.release({ kind })
    }
    await round(16, 'rate_limited')
    expect(limiter.concurrency).toBe(8)
    await round(8, 'rate_limited')
    expect(limiter.concurrency).toBe(4)
    for (let size = 4; size < 16; size += 1) {
      expect(limiter.concurrency).toBe(size)
      // The last of a round finds the others gone; a few more answers make up for it.
      while (limiter.concurrency === size) await round(size, 'answered')
    }
    await round(16, 'answered')
    expect(limiter.concurrency).toBe(16)
  })

  it('starts nothing before the time that the server asked to wait', async () => {
    const clock = new TestClock()
    const limiter = new CallLimiter({ clock })
    ;(await limiter.acquire(1)).release({ kind: 'rate_limited', retryAfterMs: 7_000 })
    await Promise.all(
      [limiter.acquire(1), limiter.acquire(1)].map(async (waiting) => (await waiting).release({ kind: 'answered' })),
    )
    expect(clock.now()).toBe(7_000)
  })

  it('forgets a call that is aborted while it waits', async () => {
    const limiter = new CallLimiter({ maxConcurrency: 1 })
    const first = await limiter.acquire(1)
    const controller = new AbortController()
    const aborted = rejection(limiter.acquire(1, controller.signal))
    const third = limiter.acquire(1)
    controller.abort(new Error('enough'))
    expect(await aborted).toMatchObject({ message: 'enough' })
    first.release({ kind: 'answered' })
    ;(await third).release({ kind: 'answered' })
    expect(limiter.inFlight).toBe(0)
    expect(await rejection(limiter.acquire(1, controller.signal))).toMatchObject({ message: 'enough' })
  })
})
