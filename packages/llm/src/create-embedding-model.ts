import type { EmbeddingModelV4 } from '@ai-sdk/provider'
import type { ModelConfig } from '@autoopt/config'
import { wrapLanguageModel } from 'ai'
import type { CreateModelOptions } from './create-model.ts'
import { answerWithEmbeddings, embedByAnswering } from './embed-as-answer.ts'
import { extraBodyFetch } from './extra-body-fetch.ts'
import { httpFetch } from './http-fetch.ts'
import { loadEmbeddingModel } from './load-embedding-model.ts'
import { modelMiddleware } from './model-middleware.ts'
import { modelTarget } from './model-target.ts'

/**
 * An AI SDK embedding model as a configuration describes it, with the same around it as a model of {@link createModel}: cache, usage
 * and cost, retries, limits, circuit breaker, ledger, timeout and typed errors. Of its parameters only `extra` has an effect.
 *
 * @throws {@link UnknownModelError} when the provider has no embedding models.
 * @throws {@link MissingPackageError} when the vendor's package is not installed.
 */
export async function createEmbeddingModel(
  config: ModelConfig,
  options: CreateModelOptions = {},
): Promise<EmbeddingModelV4> {
  const target = await modelTarget(config, options)
  const { extra } = config.parameters
  const fetch = options.fetch ?? httpFetch
  const bare = await loadEmbeddingModel({
    ...target,
    fetch: extra === undefined ? fetch : extraBodyFetch(fetch, extra),
  })
  const middleware = modelMiddleware(config, target, { role: 'embedding', ...options })
  return embedByAnswering(wrapLanguageModel({ model: answerWithEmbeddings(bare), middleware }), bare)
}
