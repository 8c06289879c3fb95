import { PythonFloat } from '../sandbox/python-float.ts'
import { FileValue } from './file-value.ts'
import type { Value } from './value.ts'

/**
 * A value of a run from what a file, JSON or a caller holds. Shares what it can.
 *
 * @throws TypeError for what has no form in JSON: functions, symbols, class instances.
 */
export function toValue(value: unknown): Value {
  switch (typeof value) {
    case 'undefined':
      return null
    case 'string':
    case 'boolean':
    case 'number':
    case 'bigint':
      return value
    case 'object':
      return value === null ? null : toStructure(value)
    case 'function':
    case 'symbol':
    default:
      throw new TypeError(`A ${typeof value} cannot be a value of a run`)
  }
}

/** A mapping of values. */
export function toValues(record: Readonly<Record<string, unknown>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, toValue(item)]))
}

function toStructure(value: object): Value {
  if (value instanceof FileValue || value instanceof PythonFloat) return value
  if (Array.isArray(value)) return value.map(toValue)
  if (value instanceof Date) return value.toISOString()
  return toValues(value as Readonly<Record<string, unknown>>)
}
