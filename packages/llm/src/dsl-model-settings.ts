import type { SharedV4ProviderOptions } from '@ai-sdk/provider'
import type { JsonValue } from '@autoopt/config'
import type { SamplingSettings } from './parameters-to-settings.ts'

/** `completion_params` of a node as the AI SDK takes them. */
export interface DslModelSettings {
  readonly settings: SamplingSettings & { readonly providerOptions?: SharedV4ProviderOptions }
  /** Names of parameters that no endpoint of today takes, or whose value cannot be read. They have no effect. */
  readonly ignored: readonly string[]
}

type Setting = Exclude<keyof SamplingSettings, 'stopSequences' | 'responseFormat'>

/** The names that Dify's provider plugins give to one and the same number. */
const NUMBERS = new Map<string, Setting>(
  Object.entries({
    temperature: 'temperature',
    top_p: 'topP',
    p: 'topP',
    topP: 'topP',
    top_k: 'topK',
    k: 'topK',
    topK: 'topK',
    max_tokens: 'maxOutputTokens',
    max_tokens_to_sample: 'maxOutputTokens',
    max_output_tokens: 'maxOutputTokens',
    max_completion_tokens: 'maxOutputTokens',
    max_new_tokens: 'maxOutputTokens',
    max_gen_len: 'maxOutputTokens',
    maxTokens: 'maxOutputTokens',
    num_predict: 'maxOutputTokens',
    presence_penalty: 'presencePenalty',
    frequency_penalty: 'frequencyPenalty',
    seed: 'seed',
    random_seed: 'seed',
  } as const),
)

/** What OpenAI-compatible servers take beyond OpenAI's own fields, by Dify's name. */
const FURTHER_FIELDS = new Map(
  Object.entries({
    top_k: 'top_k',
    k: 'top_k',
    topK: 'top_k',
    min_p: 'min_p',
    typical_p: 'typical_p',
    repetition_penalty: 'repetition_penalty',
    repeat_penalty: 'repetition_penalty',
    reasoning_effort: 'reasoning_effort',
    verbosity: 'verbosity',
    enable_thinking: 'enable_thinking',
    thinking_budget: 'thinking_budget',
    enable_search: 'enable_search',
  }),
)

/**
 * Maps what a node of an app file says about its model. An empty list, text or null is as good as nothing said.
 */
export function dslModelSettings(completionParams: Readonly<Record<string, unknown>>): DslModelSettings {
  const settings: Record<string, unknown> = {}
  const fields: Record<string, JsonValue> = {}
  const ignored: string[] = []
  for (const [name, value] of Object.entries(completionParams)) {
    if (isNothing(value)) continue
    const known = numberSetting(name, value) ?? textSetting(name, value, completionParams)
    const field = FURTHER_FIELDS.get(name)
    if (known !== undefined) Object.assign(settings, known)
    if (field !== undefined) fields[field] = value as JsonValue
    if (known === undefined && field === undefined) ignored.push(name)
  }
  const providerOptions = Object.keys(fields).length > 0 && { providerOptions: { openaiCompatible: fields } }
  return { settings: { ...settings, ...providerOptions } as DslModelSettings['settings'], ignored }
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

function numberSetting(name: string, value: unknown): SamplingSettings | undefined {
  const setting = NUMBERS.get(name)
  if (setting === undefined) return undefined
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined
  // Ollama's -1 and -2 stand for "no limit".
  return setting === 'maxOutputTokens' && number < 1 ? {} : { [setting]: number }
}

function textSetting(
  name: string,
  value: unknown,
  all: Readonly<Record<string, unknown>>,
): SamplingSettings | undefined {
  if (name === 'stop') {
    const stops = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : String(value).split(',')
    return { stopSequences: stops.filter((each) => each !== '') }
  }
  if (name === 'response_format' || name === 'format') return responseFormat(value, all['json_schema'])
  // Read together with `response_format`.
  return name === 'json_schema' && all['response_format'] === 'json_schema' ? {} : undefined
}

function responseFormat(format: unknown, jsonSchema: unknown): SamplingSettings | undefined {
  if (format === 'text') return { responseFormat: { type: 'text' } }
  if (format === 'json' || format === 'json_object') return { responseFormat: { type: 'json' } }
  if (format !== 'json_schema') return undefined
  const parsed = parsedObject(jsonSchema)
  if (parsed === undefined) return { responseFormat: { type: 'json' } }
  const { schema = parsed, name } = parsed as { schema?: object; name?: unknown }
  return { responseFormat: { type: 'json', schema, ...(typeof name === 'string' && { name }) } }
}

/** Dify keeps the schema as text that somebody typed. */
function parsedObject(value: unknown): object | undefined {
  if (typeof value !== 'string') return typeof value === 'object' && value !== null ? value : undefined
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
