import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { modelConfigSchema } from '@autoopt/config'
import { describe, expect, it } from 'vitest'
import { createModel, ModelAccessError } from '../src/index.ts'
import { completion, fakeServer, sendJson } from './fake-server.ts'
import { ask, rejection, textOf } from './model-of.ts'

const parameters = { temperature: 0.3, max_tokens: 20, extra: { further: true } }

describe('a vendor', () => {
  it('OpenAI is asked by chat completions', async () => {
    await using server = await fakeServer(({ asked }, response) => sendJson(response, completion(asked)))
    const config = { provider: 'openai', model: 'gpt-4o', base_url: server.baseUrl, api_key: 'k', parameters }
    const model = await createModel(modelConfigSchema.parse({ ...config, parameters: { ...parameters, seed: 4 } }))
    expect(textOf(await model.doGenerate(ask('hello')))).toBe('hello')
    expect(server.received[0]).toMatchObject({
      url: '/v1/chat/completions',
      headers: { authorization: 'Bearer k' },
      body: { temperature: 0.3, seed: 4, further: true },
    })
  })

  it('Anthropic is asked by messages', async () => {
    await using server = await fakeServer((_request, response) =>
      sendJson(response, {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude-opus-5',
        content: [{ type: 'text', text: 'hi' }],
        stop_reason: 'end_turn',
        stop_sequence: null,
        usage: { input_tokens: 8, cache_read_input_tokens: 2, cache_creation_input_tokens: 0, output_tokens: 3 },
      }),
    )
    const config = { provider: 'anthropic', model: 'claude-opus-5', base_url: server.baseUrl, api_key: 'k', parameters }
    const result = await (await createModel(modelConfigSchema.parse(config))).doGenerate(ask('hello'))
    expect(textOf(result)).toBe('hi')
    expect(result.providerMetadata?.['autoopt']).toMatchObject({
      input_tokens: 10,
      cached_input_tokens: 2,
      output_tokens: 3,
    })
    expect(server.received[0]).toMatchObject({
      url: '/v1/messages',
      headers: { 'x-api-key': 'k' },
      body: { max_tokens: 20, further: true },
    })
  })

  it('Google is asked by generateContent', async () => {
    await using server = await fakeServer((_request, response) =>
      sendJson(response, {
        candidates: [{ content: { role: 'model', parts: [{ text: 'hi' }] }, finishReason: 'STOP', index: 0 }],
        usageMetadata: { promptTokenCount: 8, candidatesTokenCount: 3, totalTokenCount: 11 },
      }),
    )
    const config = { provider: 'google', model: 'gemini-2.5-flash', base_url: server.baseUrl, api_key: 'k', parameters }
    const result = await (await createModel(modelConfigSchema.parse(config))).doGenerate(ask('hello'))
    expect(textOf(result)).toBe('hi')
    expect(result.usage).toMatchObject({ inputTokens: { total: 8 }, outputTokens: { total: 3 } })
    expect(server.received[0]).toMatchObject({
      url: '/v1/models/gemini-2.5-flash:generateContent',
      headers: { 'x-goog-api-key': 'k' },
      body: { generationConfig: { temperature: 0.3, maxOutputTokens: 20 }, further: true },
    })
  })

  it('without a key says that the key is missing', async () => {
    const config = modelConfigSchema.parse({ provider: 'google', model: 'm', base_url: 'http://127.0.0.1:1/v1' })
    expect(await rejection((await createModel(config)).doGenerate(ask('hello')))).toBeInstanceOf(ModelAccessError)
  })

  it.each(['openai', 'anthropic', 'google'])(
    '%s whose package is not installed says what to install',
    async (provider) => {
      const main = fileURLToPath(new URL('../src/index.ts', import.meta.url))
      const script = `
      import { registerHooks } from 'node:module'
      registerHooks({
        resolve(specifier, context, next) {
          return next(specifier === '@ai-sdk/${provider}' ? '@ai-sdk/not-installed-anywhere' : specifier, context)
        },
      })
      const { createModel, findModel } = await import(${JSON.stringify(main)})
      await createModel(findModel('${provider}:m')).catch((error) => console.log(error.code, error.message))
    `
      const flags = ['--conditions=@autoopt/source', '--input-type=module', '-e', script]
      const { stdout } = await promisify(execFile)(process.execPath, flags, { timeout: 60_000 })
      expect(stdout).toContain('LLM-PACKAGE-001')
      expect(stdout).toContain(`npm install @ai-sdk/${provider}@4`)
    },
  )
})
