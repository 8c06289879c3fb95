import type { LanguageModelV4Middleware } from '@ai-sdk/provider'
import type { ModelParameters } from '@autoopt/config'
import { parametersToSettings } from './parameters-to-settings.ts'

/** Middleware that sets what a configuration says and a call leaves open. */
export function applyParameters(parameters: ModelParameters): LanguageModelV4Middleware {
  const defaults = Object.entries(parametersToSettings(parameters))
  return {
    specificationVersion: 'v4',
    async transformParams({ params }) {
      const open = defaults.filter(([name]) => params[name as keyof typeof params] === undefined)
      return { ...params, ...Object.fromEntries(open) }
    },
  }
}
