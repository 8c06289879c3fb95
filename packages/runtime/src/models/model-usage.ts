import type { LanguageModelV4Usage, SharedV4ProviderMetadata } from '@ai-sdk/provider'
import { recordOf } from '../app/untyped.ts'
import type { NodeUsage, ResolvedModel } from '../nodes/node-runner.ts'
import { toFloat } from '../values/python-number.ts'
import type { Values } from '../values/value.ts'
import { formatPrice } from './format-price.ts'

/** What a call used. */
export interface ModelUsage {
  /** For the sums of the run. */
  readonly node: NodeUsage
  /** As the output `usage`: prices are texts, and null where nobody knows them. */
  readonly record: Values
}

export interface CallFacts {
  readonly usage: LanguageModelV4Usage
  readonly providerMetadata: SharedV4ProviderMetadata | undefined
  readonly timing: CallTiming
}

/** Seconds. */
interface CallTiming {
  readonly latency: number
  /** Of a streamed call. */
  readonly firstToken?: number
}

/**
 * Reads what a call used. The cost is what `providerMetadata.autoopt.cost_usd` says, which knows of cached tokens and answers;
 * else it comes from the price of the model.
 */
export function readUsage({ usage, providerMetadata, timing }: CallFacts, model: ResolvedModel): ModelUsage {
  const [prompt_tokens, completion_tokens] = [usage.inputTokens.total ?? 0, usage.outputTokens.total ?? 0]
  const total_tokens = prompt_tokens + completion_tokens
  const price = costOf(providerMetadata) ?? model.price?.({ prompt_tokens, completion_tokens })
  const node: NodeUsage = {
    prompt_tokens,
    completion_tokens,
    total_tokens,
    ...(price === undefined ? {} : { total_price: formatPrice(price), currency: 'USD' }),
  }
  const { latency, firstToken } = timing
  const record: Values = {
    prompt_tokens,
    ...pricesOf('prompt', { prompt_tokens, completion_tokens: 0 }, model),
    completion_tokens,
    ...pricesOf('completion', { prompt_tokens: 0, completion_tokens }, model),
    total_tokens,
    total_price: node.total_price ?? null,
    currency: 'USD',
    latency: toFloat(round(latency)),
    time_to_first_token: firstToken === undefined ? null : toFloat(round(firstToken)),
    time_to_generate: firstToken === undefined ? null : toFloat(round(latency - firstToken)),
  }
  return { node, record }
}

type Tokens = Parameters<NonNullable<ResolvedModel['price']>>[0]

/** Unit prices are per thousand tokens. */
function pricesOf(kind: 'prompt' | 'completion', tokens: Tokens, model: ResolvedModel): Values {
  const thousand = { prompt_tokens: 0, completion_tokens: 0, [`${kind}_tokens`]: 1000 }
  return {
    [`${kind}_unit_price`]: textOrNull(model.price?.(thousand)),
    [`${kind}_price_unit`]: '0.001',
    [`${kind}_price`]: textOrNull(model.price?.(tokens)),
  }
}

function textOrNull(price: number | undefined): string | null {
  return price === undefined ? null : formatPrice(price)
}

function costOf(metadata: SharedV4ProviderMetadata | undefined): number | undefined {
  const cost = recordOf(metadata?.['autoopt'])['cost_usd']
  return typeof cost === 'number' ? cost : undefined
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
