import type { LanguageModelV4CallOptions, LanguageModelV4Middleware } from '@ai-sdk/provider'
import { boundTokens } from './bound-tokens.ts'
import { readCallTags } from './call-tags.ts'
import {
  ModelAccessError,
  ModelNetworkError,
  ModelQuotaError,
  ModelRateLimitError,
  ModelRequestError,
  ModelServerError,
  UnknownPriceError,
} from './errors.ts'
import { guardCall, type CallOutcome } from './guard-call.ts'
import type { Ledger, Spending } from './ledger.ts'
import type { ModelPrice } from './model-price.ts'
import { priceAtMost, priceOfCall } from './price-of-call.ts'

/** Whose calls are entered, and at what price. */
export interface KeepLedgerOptions {
  readonly ledger: Ledger
  readonly model: string
  /** Absent when unknown. */
  readonly price?: ModelPrice | undefined
  /** Role of calls that do not name theirs. */
  readonly role?: string | undefined
}

/** The limit on an answer where tokens or dollars are capped and the call sets none: without one there is no bound. */
export const MAX_OUTPUT_TOKENS_UNDER_CAP = 4096

/**
 * Middleware that enters every try of every call into a ledger, before it is made. Goes inside retries.
 *
 * What the server does not report is entered as the most that it can have been, and so is all of a call that broke
 * after it was sent: the server may have charged for it. A call that was refused or never arrived used no tokens.
 */
export function keepLedger({ ledger, model, price, role = 'task' }: KeepLedgerOptions): LanguageModelV4Middleware {
  const guard = guardCall(async (params) => {
    if (ledger.caps.max_cost_usd !== undefined && price === undefined) throw unknownPrice(model)
    const most = mostSpent(params, price)
    const reservation = await ledger.reserve(most, {
      role: readCallTags(params).role ?? role,
      signal: params.abortSignal,
    })
    return (outcome) => reservation.settle(spent(outcome, most, price))
  })
  if (!ledger.needsBounds) return guard
  return {
    ...guard,
    transformParams: async ({ params }) => ({
      ...params,
      maxOutputTokens: params.maxOutputTokens ?? MAX_OUTPUT_TOKENS_UNDER_CAP,
    }),
  }
}

function mostSpent(params: LanguageModelV4CallOptions, price: ModelPrice | undefined): Spending {
  const { input, output = 0 } = boundTokens(params)
  const cost = price === undefined ? 'unknown' : priceAtMost(price, { input, output })
  return { input_tokens: input, output_tokens: output, cost_usd: cost }
}

function spent(outcome: CallOutcome, most: Spending, price: ModelPrice | undefined): Spending {
  if (!outcome.ok) return isFree(outcome.error) ? { ...most, ...nothing(price) } : most
  const { inputTokens, outputTokens } = outcome.usage
  // No call has no input: servers that do not count report 0.
  const input = inputTokens.total === 0 ? undefined : inputTokens.total
  const output = outputTokens.total ?? Buffer.byteLength(outcome.outputText)
  const used = { input_tokens: input ?? most.input_tokens, output_tokens: output }
  if (price === undefined) return { ...used, cost_usd: 'unknown' }
  const cost =
    input === undefined
      ? priceAtMost(price, { input: used.input_tokens, output })
      : priceOfCall(price, { input, output, cachedInput: inputTokens.cacheRead, cacheWrite: inputTokens.cacheWrite })
  return { ...used, cost_usd: cost }
}

/** Statuses of a proxy that gave up waiting, while the server behind it may have gone on. */
const MAY_HAVE_WORKED = new Set<number | undefined>([408, 502, 504, 524, undefined])

function isFree(error: unknown): boolean {
  if (error instanceof ModelNetworkError) return !error.reachedServer
  if (error instanceof ModelServerError) return !MAY_HAVE_WORKED.has(error.context.status)
  return [ModelRateLimitError, ModelQuotaError, ModelAccessError, ModelRequestError].some(
    (kind) => error instanceof kind,
  )
}

function nothing(price: ModelPrice | undefined): Spending {
  return { input_tokens: 0, output_tokens: 0, cost_usd: price === undefined ? 'unknown' : 0 }
}

function unknownPrice(model: string): UnknownPriceError {
  return new UnknownPriceError(
    `Spending is capped in dollars, but the price of model ${JSON.stringify(model)} is unknown; give it "prices", which may be 0, or cap calls or tokens instead`,
    { model },
  )
}
