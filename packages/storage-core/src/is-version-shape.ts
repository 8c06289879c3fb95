import type { PromptVersion } from './records.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Tells whether a value has every field of a version with the right type, many times cheaper than `parseVersion`. For
 * records that were checked when they were saved and whose checksum still holds: it looks at no format and no range, so
 * that `created_at` may be any text.
 */
export function isVersionShape(value: unknown): value is PromptVersion {
  return (
    isObject(value) &&
    hasTexts(value, ['prompt_id', 'version', 'created_at']) &&
    isTextOrNull(value['parent_version']) &&
    isObject(value['metadata']) &&
    isPromptShape(value['prompt']) &&
    (value['analysis'] === null || isAnalysisShape(value['analysis'])) &&
    (value['optimization_result'] === null || isResultShape(value['optimization_result']))
  )
}

function isPromptShape(value: unknown): boolean {
  return isObject(value) && hasTexts(value, promptTexts) && isTexts(value['variables']) && isObject(value['context'])
}

const promptTexts = ['id', 'workflow_id', 'node_id', 'node_type', 'text', 'role', 'extracted_at']

function isAnalysisShape(value: unknown): boolean {
  return (
    isObject(value) &&
    hasTexts(value, ['prompt_id']) &&
    hasNumbers(value, scores) &&
    Array.isArray(value['issues']) &&
    Array.isArray(value['suggestions'])
  )
}

const scores = ['overall_score', 'clarity_score', 'structure_score', 'specificity_score', 'efficiency_score']

function isResultShape(value: unknown): boolean {
  return (
    isObject(value) &&
    hasTexts(value, ['prompt_id', 'original_prompt', 'optimized_prompt', 'strategy']) &&
    hasNumbers(value, ['improvement_score', 'confidence']) &&
    Array.isArray(value['changes'])
  )
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

function hasTexts(value: Fields, keys: readonly string[]): boolean {
  return keys.every((key) => typeof value[key] === 'string')
}

function hasNumbers(value: Fields, keys: readonly string[]): boolean {
  return keys.every((key) => typeof value[key] === 'number')
}
