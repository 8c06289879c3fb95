import type { LanguageModelV4Middleware } from '@ai-sdk/provider'
import type { ModelConfig } from '@autoopt/config'
import { breakCircuit } from './break-circuit.ts'
import { cacheAnswers } from './cache-answers.ts'
import { CallLimiter } from './call-limiter.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { countUsage } from './count-usage.ts'
import type { CreateModelOptions } from './create-model.ts'
import { keepLedger } from './keep-ledger.ts'
import { limitCalls } from './limit-calls.ts'
import { limitTime } from './limit-time.ts'
import type { ModelTarget } from './model-target.ts'
import { priceOfModel } from './price-of-model.ts'
import { retryCalls } from './retry-calls.ts'
import { typeErrors } from './type-errors.ts'

/** What stands around every call of a configured model, from the outside: everything but its parameters. */
export function modelMiddleware(
  config: ModelConfig,
  target: ModelTarget,
  options: CreateModelOptions,
): LanguageModelV4Middleware[] {
  const { ledger, cache, clock, role } = options
  const { endpoint, model } = target
  const price = priceOfModel(config, options)
  const limits = { maxConcurrency: config.max_concurrency, rateLimit: config.rate_limit, clock }
  const limiter = options.limiter ?? new CallLimiter(limits)
  const breaker = options.breaker ?? new CircuitBreaker({ clock })
  const secrets = [endpoint.apiKey ?? '', ...Object.values(endpoint.headers)]
  return [
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

/** A simulated world is the same wherever it is served. */
function scopeOf({ provider, parameters }: ModelConfig, { model, endpoint }: ModelTarget) {
  const { baseUrl, headers } = endpoint
  const { extra = {} } = parameters
  return { provider, model, baseUrl: provider === 'simulated' ? 'simulated' : baseUrl, headers, extra }
}
