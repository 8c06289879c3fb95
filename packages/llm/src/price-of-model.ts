import type { ModelConfig } from '@autoopt/config'
import { findPrice, type FindPriceOptions } from './find-price.ts'
import { modelEndpoint } from './model-endpoint.ts'
import type { ModelPrice } from './model-price.ts'

const FREE: ModelPrice = { input_usd_per_million_tokens: 0, output_usd_per_million_tokens: 0 }

/** What a configured model costs: what the configuration says, else the price tables; the simulator costs nothing. Absent when unknown. */
export function priceOfModel(config: ModelConfig, options: FindPriceOptions = {}): ModelPrice | undefined {
  if (config.prices !== undefined) return config.prices
  return config.provider === 'simulated' ? FREE : findPrice(modelEndpoint(config).host, config.model, options)
}
