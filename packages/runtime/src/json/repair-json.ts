import { jsonrepair } from 'jsonrepair'
import { readSandboxJson } from '../sandbox/sandbox-json.ts'
import type { Value } from '../values/value.ts'

/**
 * Reads JSON as models and people write it: with text around it, in fences, with single quotes, with commas too many or missing.
 *
 * @returns `undefined` when there is no object and no list in the text. Text alone is not taken for a JSON string.
 */
export function repairJson(text: string): Value | undefined {
  const exact = parse(text.trim())
  if (exact !== undefined) return exact
  const start = text.search(/[{[]/)
  if (start < 0) return undefined
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))
  const inside = end > start ? [text.slice(start, end + 1)] : []
  for (const candidate of [...inside, text.slice(start)]) {
    const value = parse(candidate) ?? parse(repair(candidate))
    if (typeof value === 'object' && value !== null) return value
  }
  return undefined
}

function repair(text: string): string {
  try {
    return jsonrepair(text)
  } catch (error) {
    if (error instanceof Error && error.name === 'JSONRepairError') return ''
    throw error
  }
}

function parse(text: string): Value | undefined {
  try {
    return readSandboxJson(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
