import type { ModelPrice } from './model-price.ts'

/** Tokens by what they cost. */
export interface PricedTokens {
  /** All tokens in, cached ones included. */
  readonly input: number
  readonly cachedInput?: number | undefined
  readonly cacheWrite?: number | undefined
  /** All tokens out, reasoning included. */
  readonly output: number
}

/** Dollars for one call. Cached tokens without a price of their own cost as much as others. */
export function priceOfCall(
  price: ModelPrice,
  { input, output, cachedInput = 0, cacheWrite = 0 }: PricedTokens,
): number {
  const rates = price.long_input && input > price.long_input.more_than_tokens ? price.long_input : price
  const inputRate = rates.input_usd_per_million_tokens
  const dollars =
    (input - cachedInput - cacheWrite) * inputRate +
    cachedInput * (rates.cached_input_usd_per_million_tokens ?? inputRate) +
    cacheWrite * (rates.cache_write_usd_per_million_tokens ?? inputRate) +
    output * rates.output_usd_per_million_tokens
  return dollars / 1e6
}

/** Dollars that a call costs at most: every token in at the dearest rate for tokens in. */
export function priceAtMost(price: ModelPrice, tokens: { readonly input: number; readonly output: number }): number {
  const tiers = [price, ...(price.long_input ? [price.long_input] : [])]
  const costs = tiers.map((tier) => {
    const inputRate = Math.max(tier.input_usd_per_million_tokens, tier.cache_write_usd_per_million_tokens ?? 0)
    return tokens.input * inputRate + tokens.output * tier.output_usd_per_million_tokens
  })
  return Math.max(...costs) / 1e6
}
