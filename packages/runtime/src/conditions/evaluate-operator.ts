/** The comparison operators of conditions, with what they refuse. Messages and types are those of Dify. */
import { entryOf } from '../app/entry-of.ts'
import { NodeError } from '../errors.ts'
import { isEqual, isTruthy, isDict } from '../values/python-compare.ts'
import { isInteger, numberOf, parseFloating, parseInteger, toDouble } from '../values/python-number.ts'
import type { PythonNumber } from '../values/python-number.ts'
import { isList, pythonRepr } from '../values/python-text.ts'
import type { DifyVersion, Value } from '../values/value.ts'

type Operator = (value: Value, expected: Value, dify: DifyVersion) => boolean

/**
 * Compares a value with what is expected of it.
 *
 * @throws {@link NodeError} when the operator does not take values of this type, or does not exist.
 */
export function evaluateOperator(
  name: string,
  { value, expected, dify }: { readonly value: Value; readonly expected: Value; readonly dify: DifyVersion },
): boolean {
  const operator = entryOf(operators, name)
  if (operator === undefined) throw refuse(`Unsupported operator: ${name}`)
  return operator(value, expected, dify)
}

const operators: Readonly<Record<string, Operator>> = {
  contains: (value, expected) => isTruthy(value) && contains(textOrList(value), expected),
  'not contains': (value, expected) => !isTruthy(value) || !contains(textOrList(value), expected),
  'start with': (value, expected) => isTruthy(value) && text(value).startsWith(affix(expected)),
  'end with': (value, expected) => isTruthy(value) && text(value).endsWith(affix(expected)),
  is: (value, expected, dify) => value !== null && isEqual(textOrBoolean(value, dify), expected),
  'is not': (value, expected, dify) => value !== null && !isEqual(textOrBoolean(value, dify), expected),
  empty: (value) => !isTruthy(value),
  'not empty': (value) => isTruthy(value),
  '=': (value, expected, dify) => value !== null && equalsNumber(value, expected, dify),
  '≠': (value, expected, dify) => value !== null && !equalsNumber(value, expected, dify),
  '>': (value, expected, dify) => value !== null && compare(value, expected, dify) > 0,
  '<': (value, expected, dify) => value !== null && compare(value, expected, dify) < 0,
  '≥': (value, expected, dify) => value !== null && compare(value, expected, dify) >= 0,
  '≤': (value, expected, dify) => value !== null && compare(value, expected, dify) <= 0,
  null: (value) => value === null,
  'not null': (value) => value !== null,
  in: (value, expected) => isTruthy(value) && contains(list(expected), value),
  'not in': (value, expected) => !isTruthy(value) || !contains(list(expected), value),
  'all of': (value, expected) => {
    if (!isList(expected)) throw refuse('Unsupported operator: all of')
    return isTruthy(value) && expected.every((item) => contains(value, item))
  },
  exists: (value) => value !== null,
  'not exists': (value) => value === null,
}

/** `item in container`. */
function contains(container: Value, item: Value): boolean {
  if (isList(container)) return container.some((member) => isEqual(member, item))
  if (isDict(container)) return typeof item === 'string' && Object.hasOwn(container, item)
  if (typeof container !== 'string')
    throw refuse(`argument of type ${typeName(container)} is not iterable`, 'TypeError')
  if (typeof item !== 'string') {
    throw refuse(`'in <string>' requires string as left operand, not ${typeName(item)}`, 'TypeError')
  }
  return container.includes(item)
}

function textOrList(value: Value): Value {
  if (typeof value === 'string' || isList(value)) return value
  throw refuse('Invalid actual value type: string or array')
}

function textOrBoolean(value: Value, dify: DifyVersion): Value {
  if (typeof value === 'string' || (typeof value === 'boolean' && dify === '1.12')) return value
  throw refuse(`Invalid actual value type: string${dify === '1.12' ? ' or boolean' : ''}`)
}

function text(value: Value): string {
  if (typeof value === 'string') return value
  throw refuse('Invalid actual value type: string')
}

function affix(expected: Value): string {
  if (typeof expected === 'string') return expected
  throw refuse(`startswith first arg must be str or a tuple of str, not ${typeName(expected)}`, 'TypeError')
}

function list(expected: Value): readonly Value[] {
  if (isList(expected)) return expected
  throw refuse('Invalid expected value type: array')
}

function equalsNumber(value: Value, expected: Value, dify: DifyVersion): boolean {
  if (typeof value === 'boolean' && dify === '1.12') return value === isTruthy(expected)
  const actual = number(value, dify === '1.12' ? 'number or boolean' : 'number')
  return isEqual(actual, isInteger(actual) ? toInt(expected) : toFloat(expected))
}

/** @returns below, at or above 0; `NaN` when the two have no order. */
function compare(value: Value, expected: Value, dify: DifyVersion): number {
  const actual = number(value, 'number')
  const other = isInteger(actual) && dify === '0.15' ? toInt(expected) : toFloat(expected)
  if (typeof actual === 'bigint' && typeof other === 'bigint') return actual < other ? -1 : Number(actual > other)
  return toDouble(actual) === toDouble(other) ? 0 : toDouble(actual) - toDouble(other)
}

function number(value: Value, wanted: string): PythonNumber {
  const found = numberOf(value)
  if (found === undefined) throw refuse(`Invalid actual value type: ${wanted}`)
  return found
}

/** `int(expected)`. */
function toInt(expected: Value): PythonNumber {
  if (typeof expected === 'string') {
    const parsed = parseInteger(expected)
    if (parsed === undefined) throw refuse(`invalid literal for int() with base 10: ${pythonRepr(expected)}`)
    return parsed
  }
  const found = numberOf(expected)
  if (found !== undefined) return isInteger(found) ? found : Math.trunc(toDouble(found))
  throw refuse(
    `int() argument must be a string, a bytes-like object or a real number, not ${typeName(expected)}`,
    'TypeError',
  )
}

/** `float(expected)`. */
function toFloat(expected: Value): PythonNumber {
  if (typeof expected === 'string') {
    const parsed = parseFloating(expected)
    if (parsed === undefined) throw refuse(`could not convert string to float: ${pythonRepr(expected)}`)
    return parsed
  }
  const found = numberOf(expected)
  if (found !== undefined) return found
  throw refuse(`float() argument must be a string or a real number, not ${typeName(expected)}`, 'TypeError')
}

function typeName(value: Value): string {
  if (value === null) return "'NoneType'"
  if (typeof value === 'boolean') return "'bool'"
  if (typeof value === 'string') return "'str'"
  if (isList(value)) return "'list'"
  const found = numberOf(value)
  if (found === undefined) return "'dict'"
  return isInteger(found) ? "'int'" : "'float'"
}

function refuse(message: string, type: 'ValueError' | 'TypeError' = 'ValueError'): NodeError {
  return new NodeError(message, { type })
}
