import { retryAfterMs, retryDelayMs, retryPolicySchema } from '@autoopt/config'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createModel, ModelRateLimitError, type Retry } from '../src/index.ts'
import { clockAndFetch } from './counted-fetch.ts'
import { completion, fakeServer, sendError, sendJson } from './fake-server.ts'
import { ask, configOf, rejection } from './model-of.ts'

describe('the delay before a retry', () => {
  const policy = retryPolicySchema.parse({})

  it('is by default drawn between 0 and 0.5 s, doubled each time, up to 30 s', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((retry) => retryDelayMs(policy, retry, () => 1))
    expect(longest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (retry, luck) => {
        const delay = retryDelayMs(policy, retry, () => luck)
        expect(delay).toBeCloseTo(luck * retryDelayMs(policy, retry, () => 1))
      }),
    )
  })

  it('grows as the policy says', () => {
    const plain = { initial_delay_ms: 100, jitter: 'none' }
    const delays = (backoff: string) =>
      [1, 2, 3].map((retry) => retryDelayMs(retryPolicySchema.parse({ ...plain, backoff, multiplier: 3 }), retry))
    expect(delays('constant')).toEqual([100, 100, 100])
    expect(delays('linear')).toEqual([100, 200, 300])
    expect(delays('exponential')).toEqual([100, 300, 900])
  })
})

describe('the wait that a server asks for', () => {
  it.each([
    [{ 'retry-after': '3' }, 3_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '120', 'retry-after': '3' }, 120],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-3' }, undefined],
    [{}, undefined],
  ])('is read from %o', (headers, expected) => {
    expect(retryAfterMs(headers, Date.parse('2026-11-21T10:00:00Z'))).toBe(expected)
  })
})

describe('retries', () => {
  it('are told of, with what went wrong', async () => {
    await using server = await fakeServer(({ asked, nth }, response) => {
      if (nth < 3) sendError(response, nth === 1 ? 500 : 429)
      else sendJson(response, completion(asked))
    })
    const retries: Retry[] = []
    const options = { ...clockAndFetch(), onRetry: (retry: Retry) => void retries.push(retry), random: () => 0.5 }
    await (await createModel(configOf(server.baseUrl), options)).doGenerate(ask('hello'))
    expect(retries).toMatchObject([
      { attempt: 2, delayMs: 250, error: { code: 'LLM-SERVER-001' } },
      { attempt: 3, delayMs: 500, error: { code: 'LLM-RATE-001' } },
    ])
  })

  it('end with the last failure after as many tries as the policy allows', async () => {
    await using server = await fakeServer((_request, response) => sendError(response, 429))
    const model = await createModel(configOf(server.baseUrl, { retry: { max_attempts: 3 } }), clockAndFetch())
    expect(await rejection(model.doGenerate(ask('hello')))).toBeInstanceOf(ModelRateLimitError)
    expect(server.received).toHaveLength(3)
  })

  it('are made only for the kinds of failure that the policy names', async () => {
    await using server = await fakeServer((_request, response) => sendError(response, 500))
    const model = await createModel(configOf(server.baseUrl, { retry: { retry_on: ['rate_limit'] } }), clockAndFetch())
    await rejection(model.doGenerate(ask('hello')))
    expect(server.received).toHaveLength(1)
  })

  it('do not wait for a server that asks for more than ten minutes', async () => {
    await using server = await fakeServer((_request, response) => {
      sendError(response, 429, { headers: { 'retry-after': '3600' } })
    })
    const { clock, fetch } = clockAndFetch()
    const error = await rejection(
      (await createModel(configOf(server.baseUrl), { clock, fetch })).doGenerate(ask('hello')),
    )
    expect(error).toMatchObject({ retryAfterMs: 3_600_000 })
    expect(clock.now()).toBe(0)
  })

  it('end when the caller aborts, even during the delay', async () => {
    const controller = new AbortController()
    await using server = await fakeServer((_request, response) => {
      sendError(response, 429, { headers: { 'retry-after': '60' } })
      setTimeout(() => controller.abort(new Error('enough')), 20)
    })
    const model = await createModel(configOf(server.baseUrl))
    const error = await rejection(model.doGenerate(ask('hello', { abortSignal: controller.signal })))
    expect(error).toMatchObject({ message: 'enough' })
    expect(server.received).toHaveLength(1)
  })
})
