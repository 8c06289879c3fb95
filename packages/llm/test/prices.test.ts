import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builtInPrices, findPrice, priceAtMost, priceEntrySchema, priceOfCall } from '../src/index.ts'

describe('a price', () => {
  it('counts tokens in, cached, written to the cache, and out', () => {
    const price = {
      input_usd_per_million_tokens: 10,
      output_usd_per_million_tokens: 100,
      cached_input_usd_per_million_tokens: 1,
      cache_write_usd_per_million_tokens: 12,
    }
    const tokens = { input: 1_000, cachedInput: 400, cacheWrite: 100, output: 10 }
    expect(priceOfCall(price, tokens)).toBeCloseTo((500 * 10 + 400 * 1 + 100 * 12 + 10 * 100) / 1e6, 12)
  })

  it('is that of long inputs for long inputs', () => {
    const price = findPrice('generativelanguage.googleapis.com', 'gemini-2.5-pro')
    expect(price && priceOfCall(price, { input: 200_000, output: 0 })).toBeCloseTo(0.25, 12)
    expect(price && priceOfCall(price, { input: 200_001, output: 0 })).toBeCloseTo(0.500_002_5, 12)
  })

  it('is never above its bound, for any row of the table', () => {
    const row = fc.constantFrom(...builtInPrices)
    const shares = fc.tuple(fc.double({ min: 0, max: 0.5, noNaN: true }), fc.double({ min: 0, max: 0.5, noNaN: true }))
    fc.assert(
      fc.property(row, fc.nat(400_000), fc.nat(50_000), shares, ({ price }, input, output, [cached, written]) => {
        const cachedInput = Math.floor(input * cached)
        const cacheWrite = Math.floor(input * written)
        const cost = priceOfCall(price, { input, output, cachedInput, cacheWrite })
        expect(cost).toBeLessThanOrEqual(priceAtMost(price, { input, output }) + 1e-12)
      }),
    )
  })
})

describe('the price table', () => {
  it('has sound rows, one a model', () => {
    for (const row of builtInPrices) expect(priceEntrySchema.parse(row)).toEqual(row)
    expect(new Set(builtInPrices.map(({ host, model }) => `${host} ${model}`)).size).toBe(builtInPrices.length)
  })

  it('knows no price of a model elsewhere, of an unknown model, or after its last day', () => {
    expect(findPrice('api.openai.com', 'gpt-4o')).toBeDefined()
    expect(findPrice('gateway.example.com', 'gpt-4o')).toBeUndefined()
    expect(findPrice('api.openai.com', 'gpt-unheard-of')).toBeUndefined()
    const price = { input_usd_per_million_tokens: 1, output_usd_per_million_tokens: 1 }
    const prices = [{ host: 'h', model: 'm', price, as_of: '2026-11', until: '2026-12-31' }]
    expect(findPrice('h', 'm', { prices, today: '2026-12-31' })).toBe(price)
    expect(findPrice('h', 'm', { prices, today: '2027-01-01' })).toBeUndefined()
  })

  it('is outranked by rows of the user', () => {
    const price = { input_usd_per_million_tokens: 0, output_usd_per_million_tokens: 0 }
    const prices = [{ host: 'api.openai.com', model: 'gpt-4o', price, as_of: '2026-11' }]
    expect(findPrice('api.openai.com', 'gpt-4o', { prices })).toBe(price)
  })
})
