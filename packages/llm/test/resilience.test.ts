import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { CircuitOpenError, createModel, ModelNetworkError, type CreateModelOptions } from '../src/index.ts'
import { clockAndFetch } from './counted-fetch.ts'
import { completion, fakeServer, sendError, sendJson } from './fake-server.ts'
import { ask, configOf, rejection, textOf } from './model-of.ts'

const CALLS = 1_000

/** Between 0 and 1, the same for the same text. */
function chance(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32
}

describe('against a server that answers 20 % of the calls with 429 and 5 % with 500', () => {
  it('gets an answer to each of 1,000 calls, within 1.3 times the calls', { timeout: 120_000 }, async () => {
    await using server = await fakeServer(({ asked, nth }, response) => {
      const luck = nth === 1 ? chance(asked) : 1
      if (luck < 0.2) sendError(response, 429)
      else if (luck < 0.25) sendError(response, 500)
      else sendJson(response, completion(asked))
    })
    const model = await createModel(configOf(server.baseUrl, { max_concurrency: 32 }), clockAndFetch())
    const answers = await Promise.all(
      Array.from({ length: CALLS }, async (_, index) => textOf(await model.doGenerate(ask(`call ${index}`)))),
    )
    expect(answers).toEqual(Array.from({ length: CALLS }, (_, index) => `call ${index}`))
    expect(server.received.length).toBeLessThanOrEqual(1.3 * CALLS)
    expect(server.received.length).toBeGreaterThan(1.2 * CALLS)
  })

  it('makes not one request more than there are failures, retries failing as often', { timeout: 120_000 }, async () => {
    let failures = 0
    await using server = await fakeServer(({ asked, nth }, response) => {
      const luck = chance(`${asked} ${nth}`)
      if (luck < 0.25) failures += 1
      if (luck < 0.2) sendError(response, 429)
      else if (luck < 0.25) sendError(response, 500)
      else sendJson(response, completion(asked))
    })
    const config = configOf(server.baseUrl, { max_concurrency: 32, retry: { max_attempts: 12 } })
    const model = await createModel(config, clockAndFetch())
    await Promise.all(Array.from({ length: CALLS }, async (_, index) => model.doGenerate(ask(`call ${index}`))))
    expect(failures).toBeGreaterThan(0.25 * CALLS)
    expect(server.received).toHaveLength(CALLS + failures)
  })
})

describe('against a server that bears eight calls at once', () => {
  it('learns how many, and wastes few requests', async () => {
    let inFlight = 0
    await using server = await fakeServer(async ({ asked }, response) => {
      inFlight += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (inFlight > 8) sendError(response, 429)
      else sendJson(response, completion(asked))
      inFlight -= 1
    })
    const config = configOf(server.baseUrl, { max_concurrency: 64, retry: { max_attempts: 20 } })
    const model = await createModel(config, clockAndFetch())
    await Promise.all(Array.from({ length: 400 }, async (_, index) => model.doGenerate(ask(`call ${index}`))))
    expect(server.received.length).toBeLessThan(1.5 * 400)
  })
})

describe('against a server that is dead', () => {
  const reports: [what: string, options: () => Promise<CreateModelOptions & ReturnType<typeof clockAndFetch>>][] = [
    ['refuses connections', async () => clockAndFetch()],
    ['does not accept connections', async () => unreachable()],
    ['fails behind its proxy', async () => clockAndFetch(async () => new Response('bad gateway', { status: 502 }))],
  ]

  it.each(reports)('reports within 15 s that it %s', async (_what, optionsOf) => {
    const options = await optionsOf()
    const config = configOf(`http://127.0.0.1:${await freePort()}/v1`, {
      timeout_ms: 600_000,
      retry: { max_attempts: 100, initial_delay_ms: 5_000 },
    })
    const model = await createModel(config, { ...options, random: () => 1 })
    const error = await rejection(model.doGenerate(ask('anyone there?')))
    expect(error).toBeInstanceOf(CircuitOpenError)
    expect(options.clock.now()).toBeLessThanOrEqual(15_000)
    const before = options.clock.now()
    expect(await rejection(model.doGenerate(ask('and now?')))).toBeInstanceOf(CircuitOpenError)
    expect(options.clock.now()).toBe(before)
  })

  it('says that it cannot be reached, when the retries are used up earlier', async () => {
    const config = configOf(`http://127.0.0.1:${await freePort()}/v1`)
    const error = await rejection((await createModel(config, clockAndFetch())).doGenerate(ask('anyone there?')))
    expect(error).toBeInstanceOf(ModelNetworkError)
    expect(error).toMatchObject({ reachedServer: false, message: expect.stringContaining('ECONNREFUSED') })
  })

  it('calls again when the server is back', async () => {
    let isUp = false
    await using server = await fakeServer(({ asked }, response) => {
      if (isUp) sendJson(response, completion(asked))
      else sendError(response, 503)
    })
    const options = clockAndFetch()
    const model = await createModel(configOf(server.baseUrl, { retry: { max_attempts: 50 } }), options)
    expect(await rejection(model.doGenerate(ask('one')))).toBeInstanceOf(CircuitOpenError)
    isUp = true
    const requests = server.received.length
    expect(await rejection(model.doGenerate(ask('two')))).toBeInstanceOf(CircuitOpenError)
    expect(server.received).toHaveLength(requests)
    options.clock.pass(15_000)
    expect(textOf(await model.doGenerate(ask('three')))).toBe('three')
  })
})

/** As undici says it after three seconds of waiting for a connection. */
function unreachable(): ReturnType<typeof clockAndFetch> {
  const { clock } = clockAndFetch()
  return {
    clock,
    async fetch() {
      await clock.sleep(3_000)
      const cause = Object.assign(new Error('Connect Timeout Error'), { code: 'UND_ERR_CONNECT_TIMEOUT' })
      throw new TypeError('fetch failed', { cause })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
