import type { ModelConfig } from '@autoopt/config'
import { UnknownModelError } from './errors.ts'
import { findModel } from './find-model.ts'
import { providerName } from './provider-name.ts'

/** The model that a node of an app file names. */
export interface DslModel {
  /** Of either generation: `openai` or `langgenius/openai/openai`. */
  readonly provider: string
  readonly name: string
}

/** What stands for the models of app files. */
export interface ResolveModelOptions {
  /** Configured models by name. */
  readonly models?: Readonly<Record<string, ModelConfig>> | undefined
  /** Particular models, as `parseModelMap` gives them. Outranks `override`. */
  readonly map?: Readonly<Record<string, string>> | undefined
  /** Stands for every model that `map` does not name. */
  readonly override?: string | undefined
}

/**
 * The model that answers in place of the one that a node names: what `map` says, the most particular entry first; else
 * `override`; else the one configured model that has the same name.
 *
 * @throws {@link UnknownModelError} when there is none, or more than one configured model would do.
 */
export function resolveModel(asked: DslModel, { models = {}, map = {}, override }: ResolveModelOptions): ModelConfig {
  const provider = providerName(asked.provider)
  const mapped = mappedName({ provider, name: asked.name }, map) ?? override
  if (mapped !== undefined) return findModel(mapped, models)
  const named = [`${provider}/${asked.name}`, asked.name].find((name) => Object.hasOwn(models, name))
  if (named !== undefined) return findModel(named, models)
  const same = Object.entries(models).filter(([, { model }]) => model === asked.name)
  const ofProvider = same.filter(([, model]) => model.provider === provider)
  const [only, another] = ofProvider.length > 0 ? ofProvider : same
  if (only === undefined || another !== undefined) throw unresolved({ provider, name: asked.name }, same.length, models)
  return only[1]
}

function mappedName({ provider, name }: DslModel, map: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(map).map(([from, to]) => [shortened(from), to] as const)
  const candidates = [`${provider}/${name}`, name, `${provider}/*`, '*']
  return candidates.map((wanted) => entries.find(([from]) => from === wanted)?.[1]).find((to) => to !== undefined)
}

/** `langgenius/openai/openai/gpt-4o` is `openai/gpt-4o`. Names of models may themselves hold slashes. */
function shortened(from: string): string {
  return from.replace(/^langgenius\/[^/]+\//, '')
}

function unresolved(
  { provider, name }: DslModel,
  found: number,
  models: Readonly<Record<string, ModelConfig>>,
): UnknownModelError {
  const why = found > 1 ? 'more than one configured model could stand for it' : 'no configured model stands for it'
  const names = Object.keys(models).join(', ') || 'none'
  return new UnknownModelError(
    `The app file asks for ${provider}/${name}, and ${why} (configured: ${names}); say which with --model <name> or --model-map ${provider}/${name}=<name>`,
    { model: name, provider },
  )
}
