import { PythonFloat } from '../sandbox/python-float.ts'
import type { Value } from './value.ts'

/** A number of a run. */
export type PythonNumber = number | bigint | PythonFloat

/** Whether Python would hold the value as `int` or `float`; `bool` is not counted as one. */
export function isNumber(value: unknown): value is PythonNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof PythonFloat
}

/** Whether Python would hold the number as `int`. */
export function isInteger(value: PythonNumber): value is number | bigint {
  return (
    typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0))
  )
}

/** The number as a double. */
export function toDouble(value: PythonNumber): number {
  return value instanceof PythonFloat ? value.value : Number(value)
}

/** A `float`, whole or not. */
export function toFloat(value: number): number | PythonFloat {
  return Number.isSafeInteger(value) ? new PythonFloat(value) : value
}

/** An `int` of any length. */
function toInteger(value: bigint): number | bigint {
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : value
}

/** `int(text)`: `undefined` where Python raises `ValueError`. */
export function parseInteger(text: string): number | bigint | undefined {
  const digits = stripSpace(text)
  return /^[-+]?\d+(?:_\d+)*$/.test(digits) ? toInteger(bigintOf(digits.replaceAll('_', ''))) : undefined
}

/** `float(text)`: `undefined` where Python raises `ValueError`. */
export function parseFloating(text: string): number | undefined {
  const digits = stripSpace(text)
  if (/^[-+]?(?:inf|infinity)$/i.test(digits)) return digits.startsWith('-') ? -Infinity : Infinity
  if (/^[-+]?nan$/i.test(digits)) return Number.NaN
  const isFloat = /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?$/i.test(digits)
  return isFloat ? Number(digits.replaceAll('_', '')) : undefined
}

/** `left <operator> right` on numbers; `undefined` for a division by zero. */
export function calculate(
  left: PythonNumber,
  operator: '+' | '-' | '*' | '/',
  right: PythonNumber,
): PythonNumber | undefined {
  if (operator === '/') return toDouble(right) === 0 ? undefined : toFloat(toDouble(left) / toDouble(right))
  if (isInteger(left) && isInteger(right)) return toInteger(integerOperations[operator](BigInt(left), BigInt(right)))
  return toFloat(floatOperations[operator](toDouble(left), toDouble(right)))
}

/** A number for `int(value)`, `True` being 1; `undefined` for anything that is none. */
export function numberOf(value: Value): PythonNumber | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0
  return isNumber(value) ? value : undefined
}

const integerOperations = {
  '+': (left: bigint, right: bigint) => left + right,
  '-': (left: bigint, right: bigint) => left - right,
  '*': (left: bigint, right: bigint) => left * right,
}

const floatOperations = {
  '+': (left: number, right: number) => left + right,
  '-': (left: number, right: number) => left - right,
  '*': (left: number, right: number) => left * right,
}

function bigintOf(digits: string): bigint {
  const magnitude = BigInt(digits.replace(/^[-+]/, ''))
  return digits.startsWith('-') ? -magnitude : magnitude
}

/** Python also counts NEL and the separators 28 to 31 as space. */
function stripSpace(text: string): string {
  const isSpace = (unit: string | undefined): boolean => unit !== undefined && (/\s/.test(unit) || extraSpace.has(unit))
  let [first, last] = [0, text.length]
  while (first < last && isSpace(text[first])) first += 1
  while (last > first && isSpace(text[last - 1])) last -= 1
  return text.slice(first, last)
}

const extraSpace: ReadonlySet<string> = new Set(['\u001C', '\u001D', '\u001E', '\u001F', '\u0085'])
