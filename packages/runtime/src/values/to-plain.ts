import { PythonFloat } from '../sandbox/python-float.ts'
import { FileValue } from './file-value.ts'
import { isList } from './python-text.ts'
import type { Value, Values } from './value.ts'

/** A value as it stands in events and traces: plain JSON. Shares what needs no change. */
function toPlain(value: Value): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof PythonFloat) return value.value
  if (value instanceof FileValue) return value.toJSON()
  if (isList(value)) {
    const items = value.map(toPlain)
    return items.every((item, index) => item === value[index]) ? value : items
  }
  return toPlainRecord(value)
}

/** A mapping of values as plain JSON. */
export function toPlainRecord(record: Values): Record<string, unknown> {
  const entries = Object.entries(record).map(([key, item]) => [key, toPlain(item)] as const)
  return entries.every(([key, item]) => item === record[key]) ? record : Object.fromEntries(entries)
}
