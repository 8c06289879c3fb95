import type { LanguageModelV4, LanguageModelV4Middleware } from '@ai-sdk/provider'
import type { ModelConfig } from '@autoopt/config'
import { wrapLanguageModel } from 'ai'
import type { AnswerCache } from './answer-cache.ts'
import { applyParameters } from './apply-parameters.ts'
import { breakCircuit } from './break-circuit.ts'
import { cacheAnswers } from './cache-answers.ts'
import { CallLimiter } from './call-limiter.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import type { Clock } from './clock.ts'
import { countUsage } from './count-usage.ts'
import { UnknownModelError } from './errors.ts'
import { extraBodyFetch } from './extra-body-fetch.ts'
import { httpFetch } from './http-fetch.ts'
import { keepLedger, MAX_OUTPUT_TOKENS_UNDER_CAP } from './keep-ledger.ts'
import type { Ledger } from './ledger.ts'
import { limitCalls } from './limit-calls.ts'
import { limitTime } from './limit-time.ts'
import { loadModel, type LoadModelOptions } from './load-model.ts'
import { modelEndpoint } from './model-endpoint.ts'
import type { PriceEntry } from './model-price.ts'
import { priceOfModel } from './price-of-model.ts'
import { retryCalls, type Retry } from './retry-calls.ts'
import { typeErrors } from './type-errors.ts'

/** What models share, and what stands in for the world. */
export interface CreateModelOptions {
  /** Who calls, for the ledger: `task`, `reflection`, `judge`. Default: `task`. */
  readonly role?: string | undefined
  readonly ledger?: Ledger | undefined
  readonly cache?: AnswerCache | undefined
  /** Default: one for this model. Share one between models of an endpoint. */
  readonly limiter?: CallLimiter | undefined
  /** Default: one for this model. Share one between models of an endpoint. */
  readonly breaker?: CircuitBreaker | undefined
  /** Rows that outrank the built-in price table; `prices` of the configuration outrank both. */
  readonly prices?: readonly PriceEntry[] | undefined
  readonly onRetry?: ((retry: Retry) => void) | undefined
  /** Starts the simulator for a model of provider `simulated`. */
  readonly simulated?: ((world: string) => Promise<SimulatedEndpoint>) | undefined
  /** Default: undici's, with proxies from the environment. */
  readonly fetch?: typeof globalThis.fetch | undefined
  readonly clock?: Clock | undefined
  /** Between 0 and 1, for jitter. */
  readonly random?: (() => number) | undefined
}

/** Where a simulated world answers. */
export interface SimulatedEndpoint {
  /** Up to and including `/v1`. */
  readonly baseUrl: string
  /** The model's name there. */
  readonly model: string
}

type Target = Omit<LoadModelOptions, 'fetch'>

/**
 * An AI SDK model as a configuration describes it, with everything around it: its parameters, the cache, usage and cost,
 * retries, limits, the circuit breaker, the ledger, the timeout and typed errors, in this order from the outside.
 *
 * @throws {@link MissingPackageError} when the vendor's package is not installed.
 */
export async function createModel(config: ModelConfig, options: CreateModelOptions = {}): Promise<LanguageModelV4> {
  const target = await targetOf(config, options)
  const { extra } = config.parameters
  const fetch = options.fetch ?? httpFetch
  const bare = await loadModel({ ...target, fetch: extra === undefined ? fetch : extraBodyFetch(fetch, extra) })
  return wrapLanguageModel({ model: bare, middleware: middlewareOf(config, target, options) })
}

async function targetOf(config: ModelConfig, { simulated }: CreateModelOptions): Promise<Target> {
  if (config.provider !== 'simulated') {
    return { provider: config.provider, model: config.model, endpoint: modelEndpoint(config) }
  }
  if (simulated === undefined) {
    throw new UnknownModelError(
      `Model "simulated:${config.model}" needs the simulator, and none was given; pass createModel the option simulated`,
      { model: config.model },
    )
  }
  const { baseUrl, model } = await simulated(config.model)
  const endpoint = { baseUrl, host: new URL(baseUrl).host, apiKey: undefined, headers: {} }
  return { provider: 'openai-compatible', model, endpoint }
}

function middlewareOf(config: ModelConfig, target: Target, options: CreateModelOptions): LanguageModelV4Middleware[] {
  const { ledger, cache, clock, role } = options
  const { endpoint, model } = target
  const price = priceOfModel(config, options)
  const limits = { maxConcurrency: config.max_concurrency, rateLimit: config.rate_limit, clock }
  const limiter = options.limiter ?? new CallLimiter(limits)
  const breaker = options.breaker ?? new CircuitBreaker({ clock })
  const secrets = [endpoint.apiKey ?? '', ...Object.values(endpoint.headers)]
  return [
    applyParameters(boundedParameters(config, ledger)),
    ...(cache ? [cacheAnswers({ cache, scope: scopeOf(config, target) })] : []),
    countUsage({ price }),
    retryCalls({
      policy: config.retry,
      patienceMs: () => breaker.patienceMs,
      onRetry: options.onRetry,
      clock,
      random: options.random,
    }),
    limitCalls(limiter),
    breakCircuit(breaker, { endpoint: endpoint.host }),
    ...(ledger ? [keepLedger({ ledger, model, price, role })] : []),
    limitTime({ timeoutMs: config.timeout_ms, ...(clock && { clock }) }),
    typeErrors({ model, endpoint: endpoint.host, secrets }),
  ]
}

/** The limit that the ledger needs is set outside the cache, so that it is part of what is asked. */
function boundedParameters({ parameters }: ModelConfig, ledger: Ledger | undefined): ModelConfig['parameters'] {
  return ledger?.needsBounds ? { max_tokens: MAX_OUTPUT_TOKENS_UNDER_CAP, ...parameters } : parameters
}

/** A simulated world is the same wherever it is served. */
function scopeOf({ provider, parameters }: ModelConfig, { model, endpoint }: Target) {
  const { baseUrl, headers } = endpoint
  const { extra = {} } = parameters
  return { provider, model, baseUrl: provider === 'simulated' ? 'simulated' : baseUrl, headers, extra }
}
