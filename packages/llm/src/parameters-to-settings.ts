import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import type { ModelParameters } from '@autoopt/config'

/** How a model samples, in the words of the AI SDK. */
export type SamplingSettings = Pick<
  LanguageModelV4CallOptions,
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'maxOutputTokens'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'seed'
  | 'stopSequences'
  | 'responseFormat'
>

/** The settings that parameters stand for; `extra` is no setting. */
export function parametersToSettings(parameters: Omit<ModelParameters, 'extra'>): SamplingSettings {
  const settings = {
    temperature: parameters.temperature,
    topP: parameters.top_p,
    maxOutputTokens: parameters.max_tokens,
    presencePenalty: parameters.presence_penalty,
    frequencyPenalty: parameters.frequency_penalty,
    seed: parameters.seed,
    stopSequences: parameters.stop,
  }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}
