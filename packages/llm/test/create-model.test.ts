import { generateText, streamText } from 'ai'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  createModel,
  withCallContext,
  isInfrastructureError,
  Ledger,
  ModelAccessError,
  ModelNetworkError,
  ModelQuotaError,
  ModelRateLimitError,
  ModelRequestError,
  ModelResponseError,
  ModelServerError,
  ModelTimeoutError,
  UnknownModelError,
} from '../src/index.ts'
import { clockAndFetch } from './counted-fetch.ts'
import { chunk, completion, event, fakeServer, lastChunks, sendError, sendJson, startEvents } from './fake-server.ts'
import { ask, configOf, partsOf, rejection, textOf, wordsOf } from './model-of.ts'

const once = { retry: { max_attempts: 1 } }

describe('a call', () => {
  it('is sent with the parameters, key, headers and further fields of the configuration', async () => {
    await using server = await fakeServer(({ asked }, response) => sendJson(response, completion(asked)))
    const config = configOf(server.baseUrl, {
      api_key: 'sk-test',
      headers: { 'X-Team': 'a' },
      parameters: { temperature: 0.2, max_tokens: 50, stop: ['END'], extra: { top_k: 7, temperature: 1 } },
    })
    const model = await createModel(config)
    expect(textOf(await model.doGenerate(ask('hello', { temperature: 0.9 })))).toBe('hello')
    expect(server.received[0]).toMatchObject({
      url: '/v1/chat/completions',
      headers: { authorization: 'Bearer sk-test', 'x-team': 'a' },
      body: { model: 'fake-1', temperature: 0.9, max_tokens: 50, stop: ['END'], top_k: 7 },
    })
  })

  it('works through generateText and streamText of the AI SDK', async () => {
    await using server = await fakeServer(({ asked, body }, response) => {
      if (body['stream'] !== true) return sendJson(response, completion(asked))
      startEvents(response)
      response.end(chunk({ content: asked }) + lastChunks())
    })
    const model = await createModel(configOf(server.baseUrl))
    expect(await generateText({ model, prompt: 'one' })).toMatchObject({ text: 'one', usage: { inputTokens: 10 } })
    const streamed = streamText({ model, prompt: 'two' })
    expect(await streamed.text).toBe('two')
    expect(await streamed.usage).toMatchObject({ inputTokens: 10, outputTokens: 5 })
  })

  it('uses a login in the URL as a header', async () => {
    await using server = await fakeServer(({ asked }, response) => sendJson(response, completion(asked)))
    const model = await createModel(configOf(server.baseUrl.replace('http://', 'http://me:p%40ss@')))
    await model.doGenerate(ask('hello'))
    expect(server.received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`)
  })

  it('says what it used and cost, by the prices of the configuration', async () => {
    await using server = await fakeServer(({ asked }, response) => sendJson(response, completion(asked)))
    const prices = { input_usd_per_million_tokens: 100, output_usd_per_million_tokens: 200 }
    const { providerMetadata } = await (
      await createModel(configOf(server.baseUrl, { prices }))
    ).doGenerate(ask('hello'))
    expect(providerMetadata?.['autoopt']).toEqual({
      input_tokens: 10,
      output_tokens: 5,
      cached_input_tokens: 0,
      reasoning_tokens: 0,
      is_estimated: false,
      cost_usd: 0.002,
      is_cached: false,
    })
  })

  it('says that the cost is unknown, not 0, when nobody knows the price', async () => {
    await using server = await fakeServer(({ asked }, response) => sendJson(response, completion(asked)))
    const { providerMetadata } = await (await createModel(configOf(server.baseUrl))).doGenerate(ask('hello'))
    expect(providerMetadata?.['autoopt']).toMatchObject({ cost_usd: 'unknown' })
  })

  it('estimates usage that the server does not report, and says so', async () => {
    await using server = await fakeServer(({ asked, body }, response) => {
      if (body['stream'] !== true) return sendJson(response, completion(asked, { usage: undefined }))
      startEvents(response)
      response.end(chunk({ content: asked }) + lastChunks(null))
    })
    const model = await createModel(configOf(server.baseUrl))
    const expected = { input_tokens: 5, output_tokens: 5, is_estimated: true }
    const whole = await model.doGenerate(ask('twenty characters ab'))
    expect(whole.providerMetadata?.['autoopt']).toMatchObject(expected)
    expect(whole.usage).toMatchObject({ inputTokens: { total: 5 }, outputTokens: { total: 5 } })
    const parts = await partsOf((await model.doStream(ask('twenty characters ab'))).stream)
    expect(parts.at(-1)).toMatchObject({ type: 'finish', providerMetadata: { autoopt: expected } })
  })

  it('ends at once when its caller aborts, with the reason of the caller', async () => {
    const controller = new AbortController()
    await using server = await fakeServer(() => controller.abort(new Error('enough')))
    const model = await createModel(configOf(server.baseUrl))
    const error = await rejection(model.doGenerate(ask('hello', { abortSignal: controller.signal })))
    expect(error).toMatchObject({ message: 'enough' })
    expect(server.received).toHaveLength(1)
  })

  it('ends after its timeout, and is tried again', async () => {
    await using server = await fakeServer(({ asked, nth }, response) => {
      if (nth === 2) sendJson(response, completion(asked))
    })
    const model = await createModel(configOf(server.baseUrl, { timeout_ms: 300, retry: { initial_delay_ms: 1 } }))
    expect(textOf(await model.doGenerate(ask('hello')))).toBe('hello')
    const impatient = await createModel(configOf(server.baseUrl, { timeout_ms: 50, ...once }))
    expect(await rejection(impatient.doGenerate(ask('other')))).toBeInstanceOf(ModelTimeoutError)
  })

  it('waits as long as Retry-After says, in place of the backoff', async () => {
    await using server = await fakeServer(({ asked, nth }, response) => {
      if (nth === 1) sendError(response, 429, { headers: { 'retry-after': '120' } })
      else sendJson(response, completion(asked))
    })
    const { clock, fetch } = clockAndFetch()
    await (await createModel(configOf(server.baseUrl), { clock, fetch })).doGenerate(ask('hello'))
    expect(clock.now()).toBeGreaterThanOrEqual(120_000)
    expect(clock.now()).toBeLessThan(121_000)
  })
})

describe('a stream', () => {
  it('that is cut before its first words is tried again unnoticed', async () => {
    await using server = await fakeServer(({ asked, nth }, response) => {
      startEvents(response)
      if (nth === 1) return void response.write(chunk({ role: 'assistant' }), () => response.destroy())
      response.end(chunk({ content: asked }) + lastChunks())
    })
    const model = await createModel(configOf(server.baseUrl, { retry: { initial_delay_ms: 1 } }))
    const parts = await partsOf((await model.doStream(ask('hello'))).stream)
    expect(wordsOf(parts)).toBe('hello')
    expect(parts.filter(({ type }) => type === 'error')).toEqual([])
    expect(server.received).toHaveLength(2)
  })

  it.each([
    ['the connection breaks', (end: () => void, destroy: () => void) => (void end, destroy())],
    ['it just ends', (end: () => void) => end()],
  ])('that is cut among its words ends in an error: %s', async (_what, cut) => {
    await using server = await fakeServer((_request, response) => {
      startEvents(response)
      response.write(chunk({ content: 'half an ' }), () =>
        cut(
          () => response.end(),
          () => setTimeout(() => response.destroy(), 20),
        ),
      )
    })
    const model = await createModel(configOf(server.baseUrl))
    const parts = await partsOf((await model.doStream(ask('hello'))).stream)
    expect(wordsOf(parts)).toBe('half an ')
    const last = parts.at(-1)
    expect(last?.type).toBe('error')
    const error = last?.type === 'error' ? last.error : undefined
    expect(isInfrastructureError(error)).toBe(true)
    expect(error instanceof ModelNetworkError || error instanceof ModelResponseError).toBe(true)
    expect(server.received).toHaveLength(1)
  })

  it('that turns into nonsense ends in an error', async () => {
    await using server = await fakeServer((_request, response) => {
      startEvents(response)
      response.end(`${chunk({ content: 'half' })}data: {"choices": [{"del\n\n${lastChunks()}`)
    })
    const parts = await partsOf((await (await createModel(configOf(server.baseUrl))).doStream(ask('hello'))).stream)
    expect(parts.at(-1)).toMatchObject({ type: 'error', error: { code: ModelResponseError.code } })
  })

  it('that reports a failure of the server ends in that failure', async () => {
    await using server = await fakeServer((_request, response) => {
      startEvents(response)
      response.end(
        chunk({ content: 'half' }) + event({ error: { message: 'overloaded', type: 'server_error', code: null } }),
      )
    })
    const parts = await partsOf((await (await createModel(configOf(server.baseUrl))).doStream(ask('hello'))).stream)
    expect(parts.at(-1)).toMatchObject({ type: 'error', error: { code: ModelServerError.code } })
  })

  it('gives its place back when its reader leaves', async () => {
    await using server = await fakeServer(({ asked, body }, response) => {
      if (body['stream'] !== true) return sendJson(response, completion(asked))
      startEvents(response)
      response.write(chunk({ content: 'endless' }))
    })
    const model = await createModel(configOf(server.baseUrl, { max_concurrency: 1 }))
    const { stream } = await model.doStream(ask('hello'))
    const reader = stream.getReader()
    await reader.read()
    await reader.cancel()
    expect(textOf(await model.doGenerate(ask('next')))).toBe('next')
  })

  it('gives its place back when nobody reads it', async () => {
    await using server = await fakeServer(({ asked, body }, response) => {
      if (body['stream'] !== true) return sendJson(response, completion(asked))
      startEvents(response)
      for (let index = 0; index < 5_000; index += 1) response.write(chunk({ content: 'many words ' }))
      response.end(lastChunks())
    })
    const ledger = new Ledger({ max_tokens: 10_000 })
    const model = await createModel(configOf(server.baseUrl, { max_concurrency: 1 }), { ledger })
    await model.doStream(ask('hello'))
    expect(textOf(await model.doGenerate(ask('next')))).toBe('next')
    expect(ledger.totals().calls).toBe(2)
  })

  it('ends after its timeout, in a typed error', async () => {
    await using server = await fakeServer((_request, response) => {
      startEvents(response)
      response.write(chunk({ content: 'slow' }))
    })
    const model = await createModel(configOf(server.baseUrl, { timeout_ms: 200 }))
    const parts = await partsOf((await model.doStream(ask('hello'))).stream)
    expect(parts.at(-1)).toMatchObject({ type: 'error', error: { code: ModelTimeoutError.code } })
  })

  it('fails with the reason of its caller when that one aborts', async () => {
    await using server = await fakeServer((_request, response) => {
      startEvents(response)
      response.write(chunk({ content: 'endless' }))
    })
    const controller = new AbortController()
    const model = await createModel(configOf(server.baseUrl))
    const { stream } = await model.doStream(ask('hello', { abortSignal: controller.signal }))
    const reading = rejection(partsOf(stream))
    controller.abort(new Error('enough'))
    expect(await reading).toMatchObject({ message: 'enough' })
  })
})

describe('a failure', () => {
  it.each([
    [400, {}, ModelRequestError, false],
    [422, {}, ModelRequestError, false],
    [301, {}, ModelRequestError, false],
    [401, {}, ModelAccessError, true],
    [404, {}, ModelAccessError, true],
    [402, {}, ModelQuotaError, true],
    [429, {}, ModelRateLimitError, true],
    [429, { code: 'insufficient_quota' }, ModelQuotaError, true],
    [500, {}, ModelServerError, true],
    [529, {}, ModelServerError, true],
  ])('of status %i %o is typed', async (status, body, kind, isInfrastructure) => {
    await using server = await fakeServer((_request, response) => sendError(response, status, body))
    const error = await rejection((await createModel(configOf(server.baseUrl, once))).doGenerate(ask('hello')))
    expect(error).toBeInstanceOf(kind)
    expect(error).toMatchObject({ context: { status, model: 'fake-1', endpoint: server.host } })
    expect(isInfrastructureError(error)).toBe(isInfrastructure)
  })

  it.each(['{"choices": [', '<html>hello</html>', '{"choices": []}', '{"unexpected": true}', ''])(
    'to answer with a completion is typed: %j',
    async (body) => {
      await using server = await fakeServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(body)
      })
      const error = await rejection((await createModel(configOf(server.baseUrl, once))).doGenerate(ask('hello')))
      expect(error).toBeInstanceOf(ModelResponseError)
    },
  )

  it('of an aborted connection is typed', async () => {
    await using server = await fakeServer((_request, response) => void response.destroy())
    const error = await rejection((await createModel(configOf(server.baseUrl, once))).doGenerate(ask('hello')))
    expect(error).toBeInstanceOf(ModelNetworkError)
    expect(error).toMatchObject({ reachedServer: true })
  })

  it('that is never sent, to a port that fetch avoids, is about the address', async () => {
    const error = await rejection((await createModel(configOf('http://127.0.0.1:6000/v1'))).doGenerate(ask('hello')))
    expect(error).toBeInstanceOf(ModelAccessError)
    expect(error).toMatchObject({ message: expect.stringMatching(/bad port.*check api_key, base_url/) })
  })

  it('is not tried again when another try cannot help', async () => {
    await using server = await fakeServer((_request, response) => sendError(response, 401))
    await rejection((await createModel(configOf(server.baseUrl))).doGenerate(ask('hello')))
    expect(server.received).toHaveLength(1)
  })

  it.each([400, 401, 429, 500, 200])('with status %i tells neither keys nor prompts', async (status) => {
    const key = 'sk-proj-0123456789abcdef'
    const prompt = 'The patient in room 12 has told us the following in confidence: "it hurts".'
    await using server = await fakeServer(({ headers }, response) => {
      const message = `key ${headers.authorization} header ${String(headers['x-org'])} with ${prompt} as ${JSON.stringify(prompt)}`
      sendError(response, status, { message })
    })
    const config = configOf(server.baseUrl, { api_key: key, headers: { 'x-org': 'org-secret-1' }, ...once })
    const error = await rejection((await createModel(config)).doGenerate(ask(prompt)))
    const shown = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)
    for (const secret of [key, 'org-secret-1', 'patient in room 12', 'it hurts']) expect(shown).not.toContain(secret)
  })
})

describe('a model of provider simulated', () => {
  const config = configOf('http://127.0.0.1:1/v1', {})
  const simulatedConfig = { ...config, provider: 'simulated' as const, model: 'world-1' }

  it('answers at the endpoint that the simulator gives, for nothing', async () => {
    await using server = await fakeServer(({ asked }, response) => sendJson(response, completion(asked)))
    const model = await createModel(simulatedConfig, {
      simulated: async (world) => ({ baseUrl: server.baseUrl, model: `simulated:${world}` }),
    })
    expect(model.modelId).toBe('simulated:world-1')
    const { providerMetadata } = await model.doGenerate(ask('hello'))
    expect(providerMetadata?.['autoopt']).toMatchObject({ cost_usd: 0 })
  })

  it('tells the simulator which draw a call is, and nobody else', async () => {
    await using server = await fakeServer(({ asked }, response) => sendJson(response, completion(asked)))
    const simulated = await createModel(simulatedConfig, {
      simulated: async (world) => ({ baseUrl: server.baseUrl, model: `simulated:${world}` }),
    })
    const model = withCallContext(simulated, { repeat: 3 })
    await model.doGenerate(ask('hello'))
    await model.doGenerate(ask('hello'))
    await (await createModel(configOf(server.baseUrl, {}))).doGenerate(ask('hello'))
    expect(server.received.map(({ headers }) => headers['x-repeat-index'])).toEqual(['3', '3.1', undefined])
  })

  it('says what is missing when there is no simulator', async () => {
    expect(await rejection(createModel(simulatedConfig))).toBeInstanceOf(UnknownModelError)
  })
})
