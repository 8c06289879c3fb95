import { FileValue } from './file-value.ts'
import { isNumber, numberOf, toDouble } from './python-number.ts'
import { isList } from './python-text.ts'
import type { Value } from './value.ts'

/** `bool(value)`: nothing, zero and everything empty are false. */
export function isTruthy(value: Value): boolean {
  if (isNumber(value)) return toDouble(value) !== 0
  if (isList(value)) return value.length > 0
  if (typeof value === 'object' && value !== null && !(value instanceof FileValue)) return Object.keys(value).length > 0
  return Boolean(value)
}

/** `left == right`: `1`, `1.0` and `True` are equal, `"1"` is not. */
export function isEqual(left: Value, right: Value): boolean {
  if (left === right) return true
  const [leftNumber, rightNumber] = [numberOf(left), numberOf(right)]
  if (leftNumber !== undefined && rightNumber !== undefined) {
    if (typeof leftNumber === 'bigint' && typeof rightNumber === 'bigint') return leftNumber === rightNumber
    return toDouble(leftNumber) === toDouble(rightNumber)
  }
  if (isList(left)) {
    return (
      isList(right) && left.length === right.length && left.every((item, index) => isEqual(item, right[index] ?? null))
    )
  }
  return isDict(left) && isDict(right) && areEqualDicts(left, right)
}

/** Whether the value is a mapping, files left out. */
export function isDict(value: Value | undefined): value is { readonly [key: string]: Value } {
  return (
    typeof value === 'object' && value !== null && !isList(value) && !(value instanceof FileValue) && !isNumber(value)
  )
}

function areEqualDicts(left: { readonly [key: string]: Value }, right: { readonly [key: string]: Value }): boolean {
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key] ?? null, right[key] ?? null))
  )
}
