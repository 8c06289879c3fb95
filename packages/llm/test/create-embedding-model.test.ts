import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embedMany } from 'ai'
import { describe, expect, it } from 'vitest'
import {
  AnswerCache,
  BudgetExceededError,
  createEmbeddingModel,
  Ledger,
  ModelAccessError,
  ModelResponseError,
  UnknownModelError,
} from '../src/index.ts'
import { fakeServer, sendError, sendJson, type Received } from './fake-server.ts'
import { configOf, rejection } from './model-of.ts'

const prices = { input_usd_per_million_tokens: 100, output_usd_per_million_tokens: 0 }

/** A vector for each text: its length, and how many Chinese characters it has. */
function vectors({ body }: Received, usage: unknown = { prompt_tokens: 7, total_tokens: 7 }): Record<string, unknown> {
  const input = body['input'] as string[]
  const data = input.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: [text.length, text.match(/\p{Script=Han}/gu)?.length ?? 0.5],
  }))
  return { object: 'list', data, model: 'fake-1', usage }
}

describe('an embedding model', () => {
  it('asks its endpoint for the vectors of all texts at once', async () => {
    await using server = await fakeServer((request, response) => sendJson(response, vectors(request)))
    const model = await createEmbeddingModel(
      configOf(server.baseUrl, { api_key: 'sk-test', prices, parameters: { extra: { dimensions: 2 } } }),
    )
    const result = await model.doEmbed({ values: ['天气', 'hello'] })
    expect(result.embeddings).toEqual([
      [2, 2],
      [5, 0.5],
    ])
    expect(result.usage).toEqual({ tokens: 7 })
    expect(result.providerMetadata).toMatchObject({ autoopt: { input_tokens: 7, output_tokens: 0, cost_usd: 0.0007 } })
    expect(server.received[0]).toMatchObject({
      url: '/v1/embeddings',
      headers: { authorization: 'Bearer sk-test' },
      body: { model: 'fake-1', input: ['天气', 'hello'], dimensions: 2 },
    })
  })

  it('works through embedMany of the AI SDK', async () => {
    await using server = await fakeServer((request, response) => sendJson(response, vectors(request)))
    const model = await createEmbeddingModel(configOf(server.baseUrl))
    const { embeddings, usage } = await embedMany({ model, values: ['a', 'bc'] })
    expect(embeddings.map(([length]) => length)).toEqual([1, 2])
    expect(usage.tokens).toBe(7)
  })

  it('estimates tokens where the server does not count them, and says so', async () => {
    await using server = await fakeServer((request, response) => sendJson(response, vectors(request, null)))
    const model = await createEmbeddingModel(configOf(server.baseUrl))
    const { usage, providerMetadata } = await model.doEmbed({ values: ['twelve chars'] })
    expect(usage).toEqual({ tokens: 3 })
    expect(providerMetadata).toMatchObject({ autoopt: { is_estimated: true, cost_usd: 'unknown' } })
  })

  it('is tried again after a failure that passes, and every try is in the ledger', async () => {
    await using server = await fakeServer((request, response) => {
      if (server.received.length === 1) return sendError(response, 429, { headers: { 'retry-after': '0' } })
      sendJson(response, vectors(request))
    })
    const ledger = new Ledger({ max_calls: 2 })
    const model = await createEmbeddingModel(configOf(server.baseUrl), { ledger })
    await model.doEmbed({ values: ['a'] })
    expect(ledger.totalsByRole()).toMatchObject({ embedding: { calls: 2, input_tokens: 7, output_tokens: 0 } })
    expect(await rejection(model.doEmbed({ values: ['b'] }))).toBeInstanceOf(BudgetExceededError)
  })

  it('reserves nothing for words under a cap of tokens, since it writes none', async () => {
    await using server = await fakeServer((request, response) => sendJson(response, vectors(request)))
    const model = await createEmbeddingModel(configOf(server.baseUrl), { ledger: new Ledger({ max_tokens: 100 }) })
    expect((await model.doEmbed({ values: ['a'] })).embeddings).toHaveLength(1)
  })

  it('answers from the cache, but not with what a model of words said', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'embeddings-'))
    try {
      await using server = await fakeServer((request, response) => sendJson(response, vectors(request)))
      const model = await createEmbeddingModel(configOf(server.baseUrl), { cache: new AnswerCache(folder) })
      const first = await model.doEmbed({ values: ['a', 'b'] })
      const second = await model.doEmbed({ values: ['a', 'b'] })
      expect(second.embeddings).toEqual(first.embeddings)
      expect(second.providerMetadata).toMatchObject({ autoopt: { is_cached: true, cost_usd: 0 } })
      await model.doEmbed({ values: ['a', 'b'], dimensions: 2 })
      await model.doEmbed({ values: ['ab'] })
      expect(server.received).toHaveLength(3)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('fails with typed errors that repeat neither key nor text', async () => {
    await using server = await fakeServer(({ body }, response) => {
      if ((body['input'] as string[])[0] === 'odd') return sendJson(response, { odd: true })
      sendError(response, 401, { message: 'no sk-secret-secret-secret for a long text that is told' })
    })
    const model = await createEmbeddingModel(configOf(server.baseUrl, { retry: { max_attempts: 1 } }))
    const refused = await rejection(model.doEmbed({ values: ['a long text that is told'] }))
    expect(refused).toBeInstanceOf(ModelAccessError)
    expect(String(refused)).not.toMatch(/secret-secret|a long text/)
    expect(await rejection(model.doEmbed({ values: ['odd'] }))).toBeInstanceOf(ModelResponseError)
  })

  it('is not to be had from a vendor without embedding models', async () => {
    const config = configOf('http://localhost:1/v1')
    const anthropic = { ...config, provider: 'anthropic' as const }
    expect(await rejection(createEmbeddingModel(anthropic))).toBeInstanceOf(UnknownModelError)
  })
})
