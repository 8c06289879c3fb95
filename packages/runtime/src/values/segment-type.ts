import { FileValue } from './file-value.ts'
import { isInteger, isNumber } from './python-number.ts'
import { isList } from './python-text.ts'
import type { Value } from './value.ts'

/** Dify's name for the type of a value. */
export type SegmentType =
  | 'none'
  | 'string'
  | 'integer'
  | 'float'
  | 'boolean'
  | 'object'
  | 'file'
  | 'array[any]'
  | 'array[string]'
  | 'array[number]'
  | 'array[object]'
  | 'array[boolean]'
  | 'array[file]'

/** The type that Dify infers from a value. A list of mixed types, of lists or of nothing is `array[any]`. */
export function segmentType(value: Value): SegmentType {
  if (value === null) return 'none'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'boolean'
  if (isNumber(value)) return isInteger(value) ? 'integer' : 'float'
  if (value instanceof FileValue) return 'file'
  return isList(value) ? arrayType(value) : 'object'
}

function arrayType(items: readonly Value[]): SegmentType {
  const [first, ...rest] = new Set(items.map((item) => elementTypes[segmentType(item)]))
  return first === undefined || rest.length > 0 ? 'array[any]' : first
}

const elementTypes: Readonly<Record<SegmentType, SegmentType>> = {
  none: 'array[any]',
  string: 'array[string]',
  integer: 'array[number]',
  float: 'array[number]',
  boolean: 'array[boolean]',
  object: 'array[object]',
  file: 'array[file]',
  'array[any]': 'array[any]',
  'array[string]': 'array[any]',
  'array[number]': 'array[any]',
  'array[object]': 'array[any]',
  'array[boolean]': 'array[any]',
  'array[file]': 'array[any]',
}
