import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AnswerCache, cacheKey, createModel, Ledger, withCallContext, type CacheProblem } from '../src/index.ts'
import { chunk, completion, fakeServer, lastChunks, sendJson, startEvents, type FakeServer } from './fake-server.ts'
import { ask, configOf, partsOf, rejection, textOf, wordsOf } from './model-of.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'answers-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

/** A server whose every answer is another one. */
async function drawingServer(): Promise<FakeServer> {
  let draws = 0
  return fakeServer(({ body }, response) => {
    const text = `draw ${(draws += 1)}`
    if (body['stream'] !== true) return sendJson(response, completion(text))
    startEvents(response)
    response.end(chunk({ content: text }) + lastChunks())
  })
}

async function files(): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name))
}

describe('a model with a cache', () => {
  it('answers the same call again without asking, at no cost, in another process too', async () => {
    await using server = await drawingServer()
    const ledger = new Ledger()
    const prices = { input_usd_per_million_tokens: 1, output_usd_per_million_tokens: 1 }
    const config = configOf(server.baseUrl, { prices })
    const first = await createModel(config, { cache: new AnswerCache(folder), ledger })
    const second = await createModel(config, { cache: new AnswerCache(folder), ledger })
    const made = await first.doGenerate(ask('hello'))
    const again = await second.doGenerate(ask('hello'))
    expect(again).toMatchObject({ content: made.content, usage: made.usage, finishReason: made.finishReason })
    expect(made.providerMetadata?.['autoopt']).toMatchObject({ is_cached: false, cost_usd: 0.000_015 })
    expect(again.providerMetadata?.['autoopt']).toMatchObject({ is_cached: true, cost_usd: 0, input_tokens: 10 })
    expect(server.received).toHaveLength(1)
    expect(ledger.totals().calls).toBe(1)
  })

  it('shares answers between streamed and unstreamed calls', async () => {
    await using server = await drawingServer()
    const model = await createModel(configOf(server.baseUrl), { cache: new AnswerCache(folder) })
    expect(wordsOf(await partsOf((await model.doStream(ask('a'))).stream))).toBe('draw 1')
    expect(textOf(await model.doGenerate(ask('a')))).toBe('draw 1')
    expect(textOf(await model.doGenerate(ask('b')))).toBe('draw 2')
    const parts = await partsOf((await model.doStream(ask('b'))).stream)
    expect(wordsOf(parts)).toBe('draw 2')
    expect(parts.at(-1)).toMatchObject({ type: 'finish', providerMetadata: { autoopt: { is_cached: true } } })
    expect(server.received).toHaveLength(2)
  })

  it('draws anew for each repeat, and for an identical call within one; a second run gets the same draws', async () => {
    await using server = await drawingServer()
    const model = await createModel(configOf(server.baseUrl), { cache: new AnswerCache(folder) })
    const run = async (repeat: number) => {
      const own = withCallContext(model, { repeat })
      return [textOf(await own.doGenerate(ask('vote'))), textOf(await own.doGenerate(ask('vote')))]
    }
    expect([await run(0), await run(1)]).toEqual([
      ['draw 1', 'draw 2'],
      ['draw 3', 'draw 4'],
    ])
    expect([await run(1), await run(0)]).toEqual([
      ['draw 3', 'draw 4'],
      ['draw 1', 'draw 2'],
    ])
    expect(server.received).toHaveLength(4)
  })

  it('keeps no answer that broke off', async () => {
    await using server = await fakeServer((_request, response) => {
      startEvents(response)
      response.end(chunk({ content: 'half' }))
    })
    const model = await createModel(configOf(server.baseUrl), { cache: new AnswerCache(folder) })
    await partsOf((await model.doStream(ask('a'))).stream)
    expect(await files()).toEqual([])
  })

  it('keeps neither keys nor prompts on disk, and for its owner only', async () => {
    await using server = await drawingServer()
    const config = configOf(server.baseUrl, { api_key: 'sk-my-secret', headers: { 'X-Org': 'org-secret' } })
    await (await createModel(config, { cache: new AnswerCache(folder) })).doGenerate(ask('my private question'))
    const [file = ''] = await files()
    const text = await readFile(file, 'utf8')
    for (const secret of ['sk-my-secret', 'org-secret', 'private question']) expect(text + file).not.toContain(secret)
    expect((await stat(file)).mode & 0o077).toBe(process.platform === 'win32' ? 0o066 : 0)
  })

  it.each([
    ['cut short', (text: string) => text.slice(0, 100)],
    ['empty', () => ''],
    ['changed', (text: string) => text.replace('draw 1', 'draw 9')],
    ['of another format', (text: string) => text.replace('"format":1', '"format":2')],
    ['not JSON', () => 'hello'],
  ])('asks again, and reports, when an entry is %s', async (_what, damage) => {
    await using server = await drawingServer()
    const problems: CacheProblem[] = []
    const cache = new AnswerCache(folder, { onProblem: (problem) => void problems.push(problem) })
    const model = await createModel(configOf(server.baseUrl), { cache })
    await model.doGenerate(ask('hello'))
    const [file = ''] = await files()
    await writeFile(file, damage(await readFile(file, 'utf8')))
    expect(textOf(await model.doGenerate(ask('hello')))).toBe('draw 2')
    expect(problems).toMatchObject([{ file, message: expect.stringContaining(file) as string }])
    expect(textOf(await model.doGenerate(ask('hello')))).toBe('draw 2')
    expect(problems).toHaveLength(1)
  })

  it('answers all the same, and reports, when nothing can be written', async () => {
    await using server = await drawingServer()
    const blocked = join(folder, 'file')
    await writeFile(blocked, '')
    const problems: CacheProblem[] = []
    const cache = new AnswerCache(join(blocked, 'cache'), { onProblem: (problem) => void problems.push(problem) })
    const model = await createModel(configOf(server.baseUrl), { cache })
    expect(textOf(await model.doGenerate(ask('hello')))).toBe('draw 1')
    expect(problems.at(-1)?.message).toContain('could not be cached')
  })

  it('shows readers whole entries or none, while others write', async () => {
    await using server = await drawingServer()
    const problems: CacheProblem[] = []
    const config = configOf(server.baseUrl)
    const caches = [1, 2, 3].map(() => new AnswerCache(folder, { onProblem: (problem) => void problems.push(problem) }))
    const models = await Promise.all(caches.map(async (cache) => createModel(config, { cache })))
    await Promise.all(
      Array.from({ length: 90 }, async (_, index) => models[index % 3]?.doGenerate(ask(`question ${index % 5}`))),
    )
    expect(problems).toEqual([])
    expect(await files()).toHaveLength(5)
    expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('does not hide a failure of the call', async () => {
    await using server = await fakeServer((_request, response) => sendJson(response, {}, { status: 400 }))
    const model = await createModel(configOf(server.baseUrl), { cache: new AnswerCache(folder) })
    expect(await rejection(model.doGenerate(ask('a')))).toMatchObject({ code: 'LLM-REQUEST-001' })
  })
})

describe('the key of an answer', () => {
  const scope = { provider: 'openai', model: 'm', baseUrl: 'https://example.com/v1' }
  const base = ask('hello', { temperature: 0.5 })

  it.each<[string, Partial<LanguageModelV4CallOptions>]>([
    ['the prompt', ask('hello ')],
    ['temperature', { temperature: 0.6 }],
    ['top_p', { topP: 0.5 }],
    ['top_k', { topK: 5 }],
    ['max tokens', { maxOutputTokens: 5 }],
    ['seed', { seed: 1 }],
    ['stops', { stopSequences: ['a'] }],
    ['penalties', { presencePenalty: 1 }],
    ['the response format', { responseFormat: { type: 'json' } }],
    ['tools', { tools: [{ type: 'function', name: 'f', inputSchema: {} }] }],
    ['reasoning', { reasoning: 'low' }],
    ['options of the provider', { providerOptions: { openai: { user: 'a' } } }],
    ['further headers', { headers: { 'anthropic-beta': 'x' } }],
    ['the repeat', { providerOptions: { autoopt: { repeat: 1 } } }],
    ['the draw', { providerOptions: { autoopt: { draw: 1 } } }],
  ])('depends on %s', (_what, change) => {
    expect(cacheKey(scope, { ...base, ...change })).not.toBe(cacheKey(scope, base))
  })

  it.each([
    ['the provider', { provider: 'google' }],
    ['the model', { model: 'n' }],
    ['the endpoint', { baseUrl: 'https://example.com/v2' }],
    ['headers that choose the answer', { headers: { 'x-route': 'b' } }],
    ['further fields of the body', { extra: { top_k: 1 } }],
  ])('depends on %s', (_what, change) => {
    expect(cacheKey({ ...scope, ...change }, base)).not.toBe(cacheKey(scope, base))
  })

  it.each<[string, Partial<LanguageModelV4CallOptions>]>([
    ['who asks', { providerOptions: { autoopt: { role: 'judge' } } }],
    ['keys and traces', { headers: { Authorization: 'Bearer x', 'User-Agent': 'y', traceparent: 'z' } }],
    ['the signal', { abortSignal: new AbortController().signal }],
    ['settings that are not set', { topP: undefined as unknown as number }],
  ])('does not depend on %s', (_what, change) => {
    expect(cacheKey(scope, { ...base, ...change })).toBe(cacheKey(scope, base))
  })

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (extra) => {
        const reversed = Object.fromEntries(Object.entries(extra).toReversed())
        expect(cacheKey({ ...scope, extra: reversed }, base)).toBe(cacheKey({ ...scope, extra }, base))
      }),
    )
  })
})
