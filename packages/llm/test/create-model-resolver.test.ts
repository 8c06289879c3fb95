import { describe, expect, it } from 'vitest'
import { createModelResolver, UnknownModelError } from '../src/index.ts'
import { completion, fakeServer, sendJson } from './fake-server.ts'
import { ask, configOf } from './model-of.ts'

describe('a resolver', () => {
  it('gives each node its model, once created, with the settings of the node', async () => {
    await using server = await fakeServer(({ asked }, response) => sendJson(response, completion(asked)))
    const prices = { input_usd_per_million_tokens: 1, output_usd_per_million_tokens: 2 }
    const models = { local: configOf(server.baseUrl, { prices, parameters: { temperature: 1, max_tokens: 9 } }) }
    const resolve = createModelResolver({ models, override: 'local' })
    const asked = { provider: 'langgenius/openai/openai', name: 'gpt-4o' }
    const one = await resolve({ ...asked, completion_params: { temperature: 0.1, mirostat: 1 } })
    const two = await resolve({ provider: 'ollama', name: 'qwen3' })
    expect(two.model).toBe(one.model)
    expect(one.ignored).toEqual(['mirostat'])
    expect(one.price({ prompt_tokens: 1_000_000, completion_tokens: 1_000_000 })).toBe(3)
    await one.model.doGenerate({ ...ask('hello'), ...one.callOptions })
    expect(server.received[0]?.body).toMatchObject({ temperature: 0.1, max_tokens: 9 })
  })

  it('knows no price where there is none', async () => {
    const resolve = createModelResolver({ override: 'm@http://127.0.0.1:1/v1' })
    const { price } = await resolve({ provider: 'openai', name: 'gpt-4o' })
    expect(price({ prompt_tokens: 1, completion_tokens: 1 })).toBeUndefined()
  })

  it('refuses at once a name that does not exist', () => {
    expect(() => createModelResolver({ override: 'nobody' })).toThrow(UnknownModelError)
    expect(() => createModelResolver({ map: { 'openai/*': 'nobody' } })).toThrow(UnknownModelError)
  })
})
