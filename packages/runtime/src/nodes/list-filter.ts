import { entryOf } from '../app/entry-of.ts'
import { NodeError } from '../errors.ts'
import { FileValue } from '../values/file-value.ts'
import { isNumber, parseFloating, toDouble } from '../values/python-number.ts'
import { isList, pythonRepr, pythonText } from '../values/python-text.ts'
import type { SegmentType } from '../values/segment-type.ts'
import type { Value } from '../values/value.ts'
import { fileAttribute } from '../variables/file-attribute.ts'

export interface FilterCondition {
  /** An attribute, for lists of files. */
  readonly key: string
  readonly operator: string
  readonly expected: Value
}

/**
 * Whether an item of a list stays.
 *
 * @throws {@link NodeError} when the condition does not go with the type of the list.
 */
export function listFilter(type: SegmentType, condition: FilterCondition): (item: Value) => boolean {
  return (filters[type] ?? textFilter)(condition)
}

type Filter = (item: Value) => boolean

const filters: Readonly<Partial<Record<SegmentType, (condition: FilterCondition) => Filter>>> = {
  'array[number]': numberFilter,
  'array[boolean]': booleanFilter,
  'array[file]': fileFilter,
}

function textFilter({ operator, expected }: FilterCondition): Filter {
  if (typeof expected !== 'string')
    throw refuse(`Invalid filter value: ${pythonText(expected)}`, 'InvalidFilterValueError')
  const test = entryOf(textTests, operator)
  if (test === undefined) throw refuse(`Invalid condition: ${operator}`, 'InvalidConditionError')
  return (item) => test(typeof item === 'string' ? item : '', expected)
}

const textTests: Readonly<Record<string, (item: string, expected: string) => boolean>> = {
  contains: (item, expected) => item.includes(expected),
  'start with': (item, expected) => item.startsWith(expected),
  'end with': (item, expected) => item.endsWith(expected),
  is: (item, expected) => item === expected,
  in: (item, expected) => expected.includes(item),
  empty: (item) => item === '',
  'not contains': (item, expected) => !item.includes(expected),
  'is not': (item, expected) => item !== expected,
  'not in': (item, expected) => !expected.includes(item),
  'not empty': (item) => item !== '',
}

function numberFilter({ operator, expected }: FilterCondition): Filter {
  if (typeof expected !== 'string')
    throw refuse(`Invalid filter value: ${pythonText(expected)}`, 'InvalidFilterValueError')
  const number = parseFloating(expected)
  if (number === undefined) throw refuse(`could not convert string to float: ${pythonRepr(expected)}`, 'ValueError')
  const test = entryOf(numberTests, operator)
  if (test === undefined) throw refuse(`Invalid condition: ${operator}`, 'InvalidConditionError')
  return (item) => isNumber(item) && test(toDouble(item), number)
}

const numberTests: Readonly<Record<string, (item: number, expected: number) => boolean>> = {
  '=': (item, expected) => item === expected,
  '≠': (item, expected) => item !== expected,
  '<': (item, expected) => item < expected,
  '≤': (item, expected) => item <= expected,
  '>': (item, expected) => item > expected,
  '≥': (item, expected) => item >= expected,
}

function booleanFilter({ operator, expected }: FilterCondition): Filter {
  if (typeof expected !== 'boolean')
    throw refuse(`Invalid filter value: ${pythonText(expected)}`, 'InvalidFilterValueError')
  if (operator !== 'is' && operator !== 'is not')
    throw refuse(`Invalid condition: ${operator}`, 'InvalidConditionError')
  return (item) => (item === expected) === (operator === 'is')
}

function fileFilter(condition: FilterCondition): Filter {
  const { key, operator, expected } = condition
  const attribute = (item: Value): Value => (item instanceof FileValue ? (fileAttribute(item, key) ?? null) : null)
  if (textKeys.has(key) && typeof expected === 'string') {
    const test = textFilter(condition)
    return (item) => test(attribute(item) ?? '')
  }
  if (choiceKeys.has(key) && (isList(expected) || typeof expected === 'string')) {
    if (operator !== 'in' && operator !== 'not in')
      throw refuse(`Invalid condition: ${operator}`, 'InvalidConditionError')
    return (item) => isIn(attribute(item), expected) === (operator === 'in')
  }
  if (key === 'size' && typeof expected === 'string') {
    const test = numberFilter(condition)
    return (item) => test(attribute(item))
  }
  throw refuse(`Invalid key: ${key}`, 'InvalidKeyError')
}

function isIn(item: Value, expected: readonly Value[] | string): boolean {
  return typeof expected === 'string' ? expected.includes(pythonText(item)) : expected.includes(item)
}

const textKeys: ReadonlySet<string> = new Set(['name', 'extension', 'mime_type', 'url'])
const choiceKeys: ReadonlySet<string> = new Set(['type', 'transfer_method'])

function refuse(message: string, type: string): NodeError {
  return new NodeError(message, { type })
}
