import type { LanguageModelV4, LanguageModelV4Middleware } from '@ai-sdk/provider'
import type { ModelConfig } from '@autoopt/config'
import { wrapLanguageModel } from 'ai'
import type { AnswerCache } from './answer-cache.ts'
import { applyParameters } from './apply-parameters.ts'
import type { CallLimiter } from './call-limiter.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import type { Clock } from './clock.ts'
import { extraBodyFetch } from './extra-body-fetch.ts'
import { httpFetch } from './http-fetch.ts'
import { MAX_OUTPUT_TOKENS_UNDER_CAP } from './keep-ledger.ts'
import type { Ledger } from './ledger.ts'
import { loadModel } from './load-model.ts'
import { modelMiddleware } from './model-middleware.ts'
import type { PriceEntry } from './model-price.ts'
import { modelTarget, type ModelTarget } from './model-target.ts'
import type { Retry } from './retry-calls.ts'
import { tellDraw } from './tell-draw.ts'

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

/**
 * An AI SDK model as a configuration describes it, with everything around it: its parameters, the cache, usage and cost,
 * retries, limits, the circuit breaker, the ledger, the timeout and typed errors, in this order from the outside.
 *
 * @throws {@link MissingPackageError} when the vendor's package is not installed.
 */
export async function createModel(config: ModelConfig, options: CreateModelOptions = {}): Promise<LanguageModelV4> {
  const target = await modelTarget(config, options)
  const { extra } = config.parameters
  const fetch = options.fetch ?? httpFetch
  const bare = await loadModel({ ...target, fetch: extra === undefined ? fetch : extraBodyFetch(fetch, extra) })
  return wrapLanguageModel({ model: bare, middleware: middlewareOf(config, target, options) })
}

function middlewareOf(
  config: ModelConfig,
  target: ModelTarget,
  options: CreateModelOptions,
): LanguageModelV4Middleware[] {
  return [
    applyParameters(boundedParameters(config, options.ledger)),
    ...modelMiddleware(config, target, options),
    ...(config.provider === 'simulated' ? [tellDraw] : []),
  ]
}

/** The limit that the ledger needs is set outside the cache, so that it is part of what is asked. */
function boundedParameters({ parameters }: ModelConfig, ledger: Ledger | undefined): ModelConfig['parameters'] {
  return ledger?.needsBounds ? { max_tokens: MAX_OUTPUT_TOKENS_UNDER_CAP, ...parameters } : parameters
}
