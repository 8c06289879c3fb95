import { corpusFiles, hasCorpus, readCorpusFile } from '@autoopt/corpus'
import { describe, expect, it } from 'vitest'
import { createModel, dslModelSettings } from '../src/index.ts'
import { completion, fakeServer, sendJson } from './fake-server.ts'
import { ask, configOf } from './model-of.ts'

describe('the settings of a node', () => {
  it.each([
    ['temperature', 0.7, { temperature: 0.7 }],
    ['top_p', 0.9, { topP: 0.9 }],
    ['p', 0.9, { topP: 0.9 }],
    ['max_tokens', 512, { maxOutputTokens: 512 }],
    ['max_tokens', '512', { maxOutputTokens: 512 }],
    ['max_tokens_to_sample', 512, { maxOutputTokens: 512 }],
    ['max_output_tokens', 512, { maxOutputTokens: 512 }],
    ['num_predict', 128, { maxOutputTokens: 128 }],
    ['num_predict', -1, {}],
    ['presence_penalty', 0.1, { presencePenalty: 0.1 }],
    ['frequency_penalty', 0.5, { frequencyPenalty: 0.5 }],
    ['seed', 42, { seed: 42 }],
    ['stop', ['Human:'], { stopSequences: ['Human:'] }],
    ['stop', [], {}],
    ['response_format', 'json_object', { responseFormat: { type: 'json' } }],
    ['response_format', 'text', { responseFormat: { type: 'text' } }],
    ['response_format', '', {}],
    ['format', 'json', { responseFormat: { type: 'json' } }],
    ['repeat_penalty', 1.1, { providerOptions: { openaiCompatible: { repetition_penalty: 1.1 } } }],
    ['enable_thinking', false, { providerOptions: { openaiCompatible: { enable_thinking: false } } }],
    ['top_k', 40, { topK: 40, providerOptions: { openaiCompatible: { top_k: 40 } } }],
  ])('%s = %j is understood', (name, value, settings) => {
    expect(dslModelSettings({ [name]: value })).toEqual({ settings, ignored: [] })
  })

  it('hold the schema of a response format, as text or object', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } }
    const format = (json_schema: unknown) => dslModelSettings({ response_format: 'json_schema', json_schema })
    const responseFormat = { type: 'json', schema }
    expect(format(JSON.stringify(schema))).toEqual({ settings: { responseFormat }, ignored: [] })
    expect(format({ name: 'out', schema })).toMatchObject({
      settings: { responseFormat: { ...responseFormat, name: 'out' } },
    })
    expect(format('not JSON')).toEqual({ settings: { responseFormat: { type: 'json' } }, ignored: [] })
  })

  it('name what has no effect', () => {
    const { settings, ignored } = dslModelSettings({
      mirostat: 1,
      num_gpu: 2,
      constructor: 3,
      temperature: 'warm',
      top_p: 1,
    })
    expect(settings).toEqual({ topP: 1 })
    expect(ignored).toEqual(['mirostat', 'num_gpu', 'constructor', 'temperature'])
  })

  it('reach an OpenAI-compatible server', async () => {
    await using server = await fakeServer(({ asked }, response) => sendJson(response, completion(asked)))
    const { settings } = dslModelSettings({ temperature: 0, top_k: 5, num_predict: 9, stop: ['X'], format: 'json' })
    await (await createModel(configOf(server.baseUrl))).doGenerate(ask('hello', settings))
    expect(server.received[0]?.body).toMatchObject({
      temperature: 0,
      top_k: 5,
      max_tokens: 9,
      stop: ['X'],
      response_format: { type: 'json_object' },
    })
  })

  it.runIf(hasCorpus)('are all understood in every real app file', () => {
    const names = new Set<string>()
    for (const file of corpusFiles()) {
      for (const [, , block = ''] of readCorpusFile(file).matchAll(/^( *)completion_params:\n((?:\1 +.*\n)+)/gm)) {
        for (const [, name = ''] of block.matchAll(/^ *(\w+):/gm)) names.add(name)
      }
    }
    const values: Record<string, unknown> = { stop: ['x'], format: 'json', response_format: 'json_object' }
    const params = Object.fromEntries([...names].map((name) => [name, values[name] ?? 1]))
    expect(dslModelSettings(params).ignored).toEqual([])
    expect(names.size).toBeGreaterThan(4)
  })
})
