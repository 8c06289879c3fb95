import type { PriceEntry } from './model-price.ts'

const OPENAI = 'api.openai.com'
const ANTHROPIC = 'api.anthropic.com'
const GOOGLE = 'generativelanguage.googleapis.com'

type Rates = readonly [input: number, output: number, cachedInput?: number, cacheWrite?: number]

/**
 * What vendors charge for text, in dollars for a million tokens, by the month in which their price lists said so.
 * Standard tier only: no batches, no priority, no regional surcharge. Prices that depend on the time of day are left out.
 */
export const builtInPrices: readonly PriceEntry[] = [
  openai('gpt-4o-mini', '2026-03', [0.15, 0.6, 0.075]),
  openai('gpt-4o', '2026-03', [2.5, 10, 1.25]),
  openai('gpt-4.1', '2026-03', [2, 8, 0.5]),
  openai('gpt-4.1-mini', '2026-03', [0.4, 1.6, 0.1]),
  openai('gpt-4.1-nano', '2026-03', [0.1, 0.4, 0.025]),
  openai('o3', '2026-03', [2, 8, 0.5]),
  openai('o4-mini', '2026-03', [1.1, 4.4, 0.275]),
  openai('gpt-5', '2026-03', [1.25, 10, 0.125]),
  openai('gpt-5-mini', '2026-03', [0.25, 2, 0.025]),
  openai('gpt-5-nano', '2026-03', [0.05, 0.4, 0.005]),
  openai('gpt-5.1', '2026-04', [1.25, 10, 0.125]),
  openai('gpt-5.2', '2026-04', [1.75, 14, 0.175]),
  openai('gpt-5.4', '2026-06', [2.5, 15, 0.25], [272_000, [5, 22.5, 0.5]]),
  openai('gpt-5.4-mini', '2026-06', [0.75, 4.5, 0.075]),
  openai('gpt-5.4-nano', '2026-06', [0.2, 1.25, 0.02]),
  openai('gpt-5.5', '2026-06', [5, 30, 0.5], [272_000, [10, 45, 1]]),
  anthropic('claude-haiku-4-5', '2026-10', [1, 5, 0.1, 1.25]),
  anthropic('claude-haiku-4-5-20251001', '2026-10', [1, 5, 0.1, 1.25]),
  anthropic('claude-haiku-5-5', '2026-10', [0.1, 0.5, 0.01, 0.125], [100_000, [0.5, 2.5, 0.05, 0.625]]),
  anthropic('claude-sonnet-4-5', '2026-10', [3, 15, 0.3, 3.75]),
  anthropic('claude-sonnet-4-5-20250929', '2026-10', [3, 15, 0.3, 3.75]),
  anthropic('claude-sonnet-4-6', '2026-10', [3, 15, 0.3, 3.75]),
  anthropic('claude-sonnet-5', '2026-10', [2, 10, 0.2, 2.5]),
  anthropic('claude-sonnet-5-5', '2026-10', [2, 10, 0.1, 2.5]),
  anthropic('claude-opus-4-5', '2026-10', [5, 25, 0.5, 6.25]),
  anthropic('claude-opus-4-6', '2026-10', [5, 25, 0.5, 6.25]),
  anthropic('claude-opus-4-7', '2026-10', [5, 25, 0.5, 6.25]),
  anthropic('claude-opus-4-8', '2026-10', [5, 25, 0.5, 6.25]),
  anthropic('claude-opus-5', '2026-10', [5, 25, 0.5, 6.25]),
  google('gemini-2.5-pro', '2026-07', [1.25, 10, 0.125], [200_000, [2.5, 15, 0.25]]),
  google('gemini-2.5-flash', '2026-10', [0.3, 2.5]),
  google('gemini-2.5-flash-lite', '2026-10', [0.1, 0.4]),
  google('gemini-3.1-pro-preview', '2026-10', [2, 12, 0.2], [200_000, [4, 18, 0.4]]),
  google('gemini-3.5-flash', '2026-10', [1.5, 9, 0.15]),
  google('gemini-3.5-flash-lite', '2026-10', [0.3, 2.5]),
]

type Row = [model: string, asOf: string, rates: Rates, long?: readonly [moreThanTokens: number, rates: Rates]]

function openai(...row: Row): PriceEntry {
  return entry(OPENAI, row)
}

function anthropic(...row: Row): PriceEntry {
  return entry(ANTHROPIC, row)
}

function google(...row: Row): PriceEntry {
  return entry(GOOGLE, row)
}

function entry(host: string, [model, asOf, rates, long]: Row): PriceEntry {
  const longInput = long && { more_than_tokens: long[0], ...prices(long[1]) }
  return { host, model, as_of: asOf, price: { ...prices(rates), ...(longInput && { long_input: longInput }) } }
}

function prices([input, output, cachedInput, cacheWrite]: Rates) {
  return {
    input_usd_per_million_tokens: input,
    output_usd_per_million_tokens: output,
    ...(cachedInput !== undefined && { cached_input_usd_per_million_tokens: cachedInput }),
    ...(cacheWrite !== undefined && { cache_write_usd_per_million_tokens: cacheWrite }),
  }
}
