import { builtInPrices } from './built-in-prices.ts'
import type { ModelPrice, PriceEntry } from './model-price.ts'

/** Where to look. */
export interface FindPriceOptions {
  /** Rows of your own, which outrank the built-in ones. */
  readonly prices?: readonly PriceEntry[] | undefined
  /** ISO date. Default: today. */
  readonly today?: string | undefined
}

/** What a model costs at an endpoint; absent when unknown. A model at another host than its vendor's is another offer. */
export function findPrice(host: string, model: string, options: FindPriceOptions = {}): ModelPrice | undefined {
  const { prices = [], today = new Date().toISOString().slice(0, 10) } = options
  const isIt = (row: PriceEntry) =>
    row.host === host && row.model === model && (row.until === undefined || today <= row.until)
  return (prices.find(isIt) ?? builtInPrices.find(isIt))?.price
}
