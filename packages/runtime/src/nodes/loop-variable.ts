import { NodeError } from '../errors.ts'
import { readSandboxJson } from '../sandbox/sandbox-json.ts'
import { isList, pythonText } from '../values/python-text.ts'
import { segmentType } from '../values/segment-type.ts'
import { toValue } from '../values/to-value.ts'
import type { Value } from '../values/value.ts'

/**
 * The constant that a variable of a loop starts with. Lists are written as JSON; any other value that does not have the declared type
 * is too.
 *
 * @throws {@link NodeError} of type `TypeMismatchError` when the value does not have the type.
 */
export function readLoopVariable(type: string, written: unknown): Value {
  const given = toValue(written)
  const value = isJsonList(type) ? readList(given) : given
  if (hasType(value, type)) return value
  const parsed = typeof given === 'string' ? parseJson(given) : undefined
  if (parsed !== undefined && hasType(parsed, type)) return parsed
  throw new NodeError(`Type mismatch: expected ${type}, but got ${segmentType(value)}, value=${pythonText(value)}`, {
    type: 'TypeMismatchError',
  })
}

function isJsonList(type: string): boolean {
  return type === 'array[number]' || type === 'array[object]' || type === 'array[string]'
}

function readList(given: Value): Value {
  if (isList(given)) return given
  return typeof given === 'string' && given !== '' ? (parseJson(given) ?? given) : []
}

function hasType(value: Value, type: string): boolean {
  const actual = segmentType(value)
  if (isList(value) && value.length === 0) return type.startsWith('array')
  return actual === type || (type === 'number' && (actual === 'integer' || actual === 'float'))
}

function parseJson(text: string): Value | undefined {
  try {
    return readSandboxJson(text)
  } catch {
    // Not JSON: the text stays what it is, and its type decides.
    return undefined
  }
}
