import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { ModelConfig } from '@autoopt/config'
import { CircuitBreaker } from './circuit-breaker.ts'
import { createModel, type CreateModelOptions } from './create-model.ts'
import { difyErrorType } from './dify-error-type.ts'
import { dslModelSettings, type DslModelSettings } from './dsl-model-settings.ts'
import { findModel } from './find-model.ts'
import { modelEndpoint } from './model-endpoint.ts'
import { priceOfCall } from './price-of-call.ts'
import { priceOfModel } from './price-of-model.ts'
import { resolveModel, type DslModel, type ResolveModelOptions } from './resolve-model.ts'

/** Which models stand for those of app files, and what all of them share. */
export type CreateModelResolverOptions = ResolveModelOptions & CreateModelOptions

/** What a node says about its model. */
export interface DslModelRequest extends DslModel {
  readonly completion_params?: Readonly<Record<string, unknown>> | undefined
}

/** A model for a node, and how it is called. */
export interface DslModelAnswer {
  readonly model: LanguageModelV4
  /** The node's `completion_params`, as options of each call. */
  readonly callOptions: DslModelSettings['settings']
  /** Names of `completion_params` that have no effect. */
  readonly ignored: readonly string[]
  /** Dollars for a call; `undefined` when nobody knows. */
  readonly price: (usage: { readonly prompt_tokens: number; readonly completion_tokens: number }) => number | undefined
  /** Dify's name for the failure of a call; `undefined` when it is none of the model. */
  readonly errorType: (error: unknown) => string | undefined
}

/**
 * A function that finds the model for each node of an app file. A model is created once, with its own limits; models at
 * the same host share a circuit breaker.
 *
 * @throws {@link UnknownModelError} when `override` or `map` name a model that does not exist.
 */
export function createModelResolver(
  options: CreateModelResolverOptions,
): (asked: DslModelRequest) => Promise<DslModelAnswer> {
  const models = withNamed(options)
  const created = new Map<ModelConfig, Promise<LanguageModelV4>>()
  const breakers = new Map<string, CircuitBreaker>()
  return async (asked) => {
    const config = resolveModel(asked, { ...options, models })
    const model =
      created.get(config) ?? createModel(config, { ...options, breaker: breakerOf(config, breakers, options) })
    created.set(config, model)
    const { settings, ignored } = dslModelSettings(asked.completion_params ?? {})
    const rates = priceOfModel(config, options)
    return {
      model: await model,
      callOptions: settings,
      ignored,
      price: ({ prompt_tokens: input, completion_tokens: output }) => rates && priceOfCall(rates, { input, output }),
      errorType: difyErrorType,
    }
  }
}

/** Each name once, so that the same name is the same model. */
function withNamed({ models = {}, map = {}, override }: ResolveModelOptions): Record<string, ModelConfig> {
  const names = [...Object.values(map), ...(override === undefined ? [] : [override])]
  return { ...models, ...Object.fromEntries(names.map((name) => [name, findModel(name, models)])) }
}

function breakerOf(
  config: ModelConfig,
  breakers: Map<string, CircuitBreaker>,
  { breaker, clock }: CreateModelOptions,
): CircuitBreaker | undefined {
  if (breaker !== undefined || config.provider === 'simulated') return breaker
  const { host } = modelEndpoint(config)
  const shared = breakers.get(host) ?? new CircuitBreaker({ clock })
  breakers.set(host, shared)
  return shared
}
