import type { LanguageModelV4 } from '@ai-sdk/provider'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { loadPackage } from './load-package.ts'
import type { ModelEndpoint } from './model-endpoint.ts'

/** Which model at which endpoint. */
export interface LoadModelOptions {
  readonly provider: 'openai-compatible' | 'openai' | 'anthropic' | 'google'
  readonly model: string
  readonly endpoint: ModelEndpoint
  readonly fetch: typeof globalThis.fetch
}

/**
 * The bare model of a vendor. The packages of OpenAI, Anthropic and Google are loaded when they are needed.
 *
 * @throws {@link MissingPackageError} when the vendor's package is not installed.
 */
export async function loadModel(options: LoadModelOptions): Promise<LanguageModelV4> {
  const { provider, model, endpoint, fetch } = options
  const { baseUrl: baseURL, headers, apiKey } = endpoint
  const settings = { baseURL, headers, fetch, ...(apiKey !== undefined && { apiKey }) }
  switch (provider) {
    case 'openai-compatible':
      return createOpenAICompatible({
        ...settings,
        name: 'openaiCompatible',
        includeUsage: true,
        supportsStructuredOutputs: true,
      }).chatModel(model)
    case 'openai': {
      const { createOpenAI } = await loadPackage(provider, async () => import('@ai-sdk/openai'))
      // The responses API has no penalties, seed and stop, which app files set.
      return createOpenAI(settings).chat(model)
    }
    case 'anthropic': {
      const { createAnthropic } = await loadPackage(provider, async () => import('@ai-sdk/anthropic'))
      return createAnthropic(settings)(model)
    }
    case 'google': {
      const { createGoogle } = await loadPackage(provider, async () => import('@ai-sdk/google'))
      return createGoogle(settings)(model)
    }
  }
}
