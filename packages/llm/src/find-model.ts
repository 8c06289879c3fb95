import { modelConfigSchema, type ModelConfig } from '@autoopt/config'
import { UnknownModelError } from './errors.ts'

const SHORTHAND = /^(openai|anthropic|google|simulated):(.+)$/s
const AT_URL = /^(.+)@(https?:\/\/.+)$/s

/**
 * The model that a person names: a name under `models`; else `openai:…`, `anthropic:…`, `google:…` or
 * `simulated:<world>`; else `<model>@<base_url>` for any server that speaks the chat completions API.
 *
 * @throws {@link UnknownModelError} when the name is none of these.
 */
export function findModel(name: string, models: Readonly<Record<string, ModelConfig>> = {}): ModelConfig {
  const configured = Object.hasOwn(models, name) ? models[name] : undefined
  if (configured !== undefined) return configured
  const [, provider, vendorModel] = SHORTHAND.exec(name) ?? []
  if (provider !== undefined) return modelConfigSchema.parse({ provider, model: vendorModel })
  const [, model, baseUrl] = AT_URL.exec(name) ?? []
  if (model !== undefined && URL.canParse(baseUrl ?? '')) {
    return modelConfigSchema.parse({ provider: 'openai-compatible', model, base_url: baseUrl })
  }
  throw new UnknownModelError(
    `There is no model ${JSON.stringify(name)} (configured: ${listed(models)}); name a configured one, openai:<model>, anthropic:<model>, google:<model>, simulated:<world>, or <model>@<base_url>`,
    { model: name },
  )
}

function listed(models: Readonly<Record<string, ModelConfig>>): string {
  return Object.keys(models).join(', ') || 'none'
}
