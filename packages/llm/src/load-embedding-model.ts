import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { EmbeddingModelV4 } from '@ai-sdk/provider'
import { UnknownModelError } from './errors.ts'
import type { LoadModelOptions } from './load-model.ts'
import { loadPackage } from './load-package.ts'

/**
 * The bare embedding model of a vendor.
 *
 * @throws {@link UnknownModelError} when the vendor has none, and {@link MissingPackageError} when its package is not installed.
 */
export async function loadEmbeddingModel({
  provider,
  model,
  endpoint,
  fetch,
}: LoadModelOptions): Promise<EmbeddingModelV4> {
  const { baseUrl: baseURL, headers, apiKey } = endpoint
  const settings = { baseURL, headers, fetch, ...(apiKey !== undefined && { apiKey }) }
  switch (provider) {
    case 'openai-compatible':
      return createOpenAICompatible({ ...settings, name: 'openaiCompatible' }).embeddingModel(model)
    case 'openai': {
      const { createOpenAI } = await loadPackage(provider, async () => import('@ai-sdk/openai'))
      return createOpenAI(settings).embeddingModel(model)
    }
    case 'google': {
      const { createGoogle } = await loadPackage(provider, async () => import('@ai-sdk/google'))
      return createGoogle(settings).embeddingModel(model)
    }
    case 'anthropic':
      throw new UnknownModelError(
        `Anthropic has no embedding models, so ${JSON.stringify(model)} cannot be one; name a model of another provider`,
        { model },
      )
  }
}
