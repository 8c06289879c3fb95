/** Which operations an assigner does on which types, and with what. */
import { isDict } from '../values/python-compare.ts'
import { isNumber, toDouble } from '../values/python-number.ts'
import { FileValue } from '../values/file-value.ts'
import { isList } from '../values/python-text.ts'
import type { SegmentType } from '../values/segment-type.ts'
import type { Value } from '../values/value.ts'

/** Whether variables of a type know the operation. */
export function supportsOperation(type: SegmentType, operation: string): boolean {
  if (operation === 'over-write' || operation === 'clear') return true
  if (arithmetic.has(operation)) return isNumeric(type)
  if (listOperations.has(operation)) return type.startsWith('array')
  return operation === 'set' && (isNumeric(type) || type === 'object' || type === 'string' || type === 'boolean')
}

/** Whether the operation takes a constant; otherwise it reads a variable. */
export function acceptsConstant(type: SegmentType, operation: string): boolean {
  if (isNumeric(type)) return operation === 'over-write' || operation === 'set' || arithmetic.has(operation)
  return (
    (type === 'string' || type === 'object' || type === 'boolean') &&
    (operation === 'over-write' || operation === 'set')
  )
}

/** Whether the operation can write this value into a variable of the type. */
export function acceptsValue(type: SegmentType, operation: string, value: Value): boolean {
  if (isNumeric(type)) return (isNumber(value) || typeof value === 'boolean') && !(operation === '/=' && isZero(value))
  const fits = valueRules[type]
  if (fits !== undefined) return fits(value)
  const fitsElement = elementRules[type]
  if (fitsElement === undefined) return false
  return operation === 'append' ? fitsElement(value) : isList(value) && value.every(fitsElement)
}

const arithmetic: ReadonlySet<string> = new Set(['+=', '-=', '*=', '/='])
const listOperations: ReadonlySet<string> = new Set(['append', 'extend', 'remove-first', 'remove-last'])

type Rules = Readonly<Partial<Record<SegmentType, (value: Value) => boolean>>>

const valueRules: Rules = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  object: isDict,
  file: (value) => value instanceof FileValue,
}

const elementRules: Rules = {
  'array[any]': (value) => typeof value === 'string' || typeof value === 'boolean' || isNumber(value) || isDict(value),
  'array[string]': (value) => typeof value === 'string',
  'array[number]': (value) => isNumber(value) || typeof value === 'boolean',
  'array[object]': isDict,
  'array[boolean]': (value) => typeof value === 'boolean',
  'array[file]': (value) => value instanceof FileValue,
}

function isNumeric(type: SegmentType): boolean {
  return type === 'integer' || type === 'float'
}

function isZero(value: Value): boolean {
  return value === false || (isNumber(value) && toDouble(value) === 0)
}
