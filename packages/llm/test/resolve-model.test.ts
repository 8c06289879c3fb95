import { describe, expect, it } from 'vitest'
import { findModel, parseModelMap, providerName, resolveModel, UnknownModelError } from '../src/index.ts'
import { configOf } from './model-of.ts'

const models = {
  local: configOf('http://127.0.0.1:1/v1', { model: 'qwen3' }),
  big: configOf('http://127.0.0.1:1/v1', { model: 'gpt-4o' }),
}

describe('the provider of an app file', () => {
  it.each([
    ['openai', 'openai'],
    ['langgenius/openai/openai', 'openai'],
    ['langgenius/gemini/google', 'google'],
    ['langgenius/openai_api_compatible/openai_api_compatible', 'openai_api_compatible'],
    ['', ''],
  ])('%j has the short name %j', (name, short) => {
    expect(providerName(name)).toBe(short)
  })
})

describe('resolveModel', () => {
  it.each(['openai', 'langgenius/openai/openai'])(
    'takes the configured model of the same name, for provider %s',
    (provider) => {
      expect(resolveModel({ provider, name: 'gpt-4o' }, { models })).toBe(models.big)
    },
  )

  it('takes what the override names, for every model', () => {
    expect(resolveModel({ provider: 'openai', name: 'gpt-4o' }, { models, override: 'local' })).toBe(models.local)
    expect(resolveModel({ provider: 'tongyi', name: 'qwen-max' }, { models, override: 'local' })).toBe(models.local)
  })

  it.each([
    ['openai/gpt-4o', 'big'],
    ['langgenius/openai/openai/gpt-4o', 'big'],
    ['gpt-4o', 'big'],
    ['openai/*', 'big'],
    ['*', 'big'],
    ['openai/gpt-4', 'local'],
    ['tongyi/*', 'local'],
  ])('maps by %s before it overrides', (from, expected) => {
    const options = { models, override: 'local', map: { [from]: 'big' } }
    const found = resolveModel({ provider: 'langgenius/openai/openai', name: 'gpt-4o' }, options)
    expect(found).toBe(models[expected as 'big'])
  })

  it('prefers the most particular entry of the map', () => {
    const map = { '*': 'local', 'openai/*': 'local', 'openai/gpt-4o': 'big' }
    expect(resolveModel({ provider: 'openai', name: 'gpt-4o' }, { models, map })).toBe(models.big)
    expect(resolveModel({ provider: 'openai', name: 'other' }, { models, map })).toBe(models.local)
  })

  it('prefers, of two models of the same name, the one of the same provider', () => {
    const vendor = findModel('openai:gpt-4o')
    const found = resolveModel({ provider: 'openai', name: 'gpt-4o' }, { models: { ...models, vendor } })
    expect(found).toBe(vendor)
  })

  it.each([
    [{ provider: 'openai', name: 'unheard-of' }, models],
    [
      { provider: 'x', name: 'gpt-4o' },
      { ...models, second: models.big },
    ],
    [{ provider: 'openai', name: 'constructor' }, {}],
    [{ provider: '', name: '' }, {}],
  ])('says what to do when nothing certain stands for %o', (asked, configured) => {
    expect(() => resolveModel(asked, { models: configured })).toThrow(UnknownModelError)
    expect(() => resolveModel(asked, { models: configured })).toThrow(/--model-map/)
  })
})

describe('findModel', () => {
  it.each([
    ['openai:gpt-4o', { provider: 'openai', model: 'gpt-4o' }],
    ['anthropic:claude-opus-5', { provider: 'anthropic', model: 'claude-opus-5' }],
    ['google:gemini-2.5-pro', { provider: 'google', model: 'gemini-2.5-pro' }],
    ['simulated:F3', { provider: 'simulated', model: 'F3' }],
    [
      'qwen3:8b@http://localhost:11434/v1',
      { provider: 'openai-compatible', model: 'qwen3:8b', base_url: 'http://localhost:11434/v1' },
    ],
    ['@cf/meta/llama@https://example.com/v1', { model: '@cf/meta/llama', base_url: 'https://example.com/v1' }],
  ])('reads %s', (name, expected) => {
    expect(findModel(name)).toMatchObject(expected)
  })

  it('prefers a configured model', () => {
    expect(findModel('openai:gpt-4o', { 'openai:gpt-4o': models.local })).toBe(models.local)
  })

  it.each(['gpt-4o', 'constructor', '', 'openai:', 'm@http://', 'other:thing'])('knows no %j', (name) => {
    expect(() => findModel(name, models)).toThrow(UnknownModelError)
  })
})

describe('parseModelMap', () => {
  it('reads pairs, whose second side may hold equals signs', () => {
    expect(parseModelMap(['openai/gpt-4o=local', 'a = m@http://x/v1?k=v'])).toEqual({
      'openai/gpt-4o': 'local',
      a: 'm@http://x/v1?k=v',
    })
  })

  it.each(['nothing', '=local', 'gpt-4o=', ''])('refuses %j', (pair) => {
    expect(() => parseModelMap([pair])).toThrow(UnknownModelError)
  })
})
