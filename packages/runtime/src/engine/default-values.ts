import { entryOf } from '../app/entry-of.ts'
import { listOf, recordOf, textOf } from '../app/untyped.ts'
import { NodeError } from '../errors.ts'
import type { RuntimeNode } from '../nodes/node-runner.ts'
import { readSandboxJson } from '../sandbox/sandbox-json.ts'
import { isDict } from '../values/python-compare.ts'
import { isNumber, parseFloating, toFloat } from '../values/python-number.ts'
import { isList } from '../values/python-text.ts'
import { toValue } from '../values/to-value.ts'
import type { Value } from '../values/value.ts'

/**
 * The values that stand in for the outputs of a failed node.
 *
 * @throws {@link NodeError} of type `DefaultValueTypeError` when one does not have the type it declares.
 */
export function readDefaultValues({ data }: RuntimeNode): Record<string, Value> {
  const entries = listOf(data['default_value']).map(recordOf)
  return Object.fromEntries(
    entries.flatMap(({ key, type, value }) => readEntry(textOf(key), textOf(type), toValue(value))),
  )
}

function readEntry(key: string | undefined, type: string | undefined, value: Value): [string, Value][] {
  if (key === undefined) return []
  if (type === undefined) throw mistake('type field is required')
  if (type === 'array[file]') return [[key, value]]
  const rule = entryOf(rules, type)
  if (rule === undefined) throw mistake(`Unsupported type: ${type}`)
  const converted = typeof value === 'string' && type !== 'string' ? rule.convert(value) : value
  if (!rule.fits(converted)) throw mistake(`Value must be ${type} for ${key}`)
  return [[key, converted]]
}

interface TypeRule {
  readonly convert: (text: string) => Value
  readonly fits: (value: Value) => boolean
}

const rules: Readonly<Record<string, TypeRule>> = {
  string: { convert: (text) => text, fits: (value) => typeof value === 'string' },
  number: { convert: convertNumber, fits: isNumber },
  object: { convert: convertJson, fits: isDict },
  'array[number]': { convert: convertJson, fits: (value) => isList(value) && value.every(isNumber) },
  'array[string]': {
    convert: convertJson,
    fits: (value) => isList(value) && value.every((item) => typeof item === 'string'),
  },
  'array[object]': { convert: convertJson, fits: (value) => isList(value) && value.every(isDict) },
}

function convertNumber(text: string): Value {
  const number = parseFloating(text)
  if (number === undefined) throw mistake(`Cannot convert to number: ${text}`)
  return toFloat(number)
}

function convertJson(text: string): Value {
  try {
    return readSandboxJson(text)
  } catch (cause) {
    throw mistake(`Invalid JSON format for value: ${text}`, cause)
  }
}

function mistake(message: string, cause?: unknown): NodeError {
  return new NodeError(message, { type: 'DefaultValueTypeError', ...(cause === undefined ? {} : { cause }) })
}
