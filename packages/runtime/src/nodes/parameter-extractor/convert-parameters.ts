import { isDict } from '../../values/python-compare.ts'
import { isNumber, parseFloating, parseInteger, toFloat } from '../../values/python-number.ts'
import { isList } from '../../values/python-text.ts'
import type { Value, Values } from '../../values/value.ts'
import { elementType } from './extractor-parameters.ts'
import type { ElementType, ExtractorParameter, ParameterType } from './extractor-parameters.ts'

/** The outputs of an extractor: every parameter in its type, and an empty value where nothing of that type was found. */
export function convertParameters(parameters: readonly ExtractorParameter[], values: Values): Record<string, Value> {
  return Object.fromEntries(
    parameters.map(({ name, type }) => {
      const value = Object.hasOwn(values, name) ? (values[name] ?? null) : null
      return [name, convert(type, value) ?? emptyOf(type)]
    }),
  )
}

/** What counts when a model gave nothing that can be read. Lists have no such value. */
export function fallbackValues(parameters: readonly ExtractorParameter[]): Record<string, Value> {
  const scalars = parameters.filter(({ type }) => elementType(type) === undefined)
  return Object.fromEntries(scalars.map(({ name, type }) => [name, emptyOf(type)]))
}

function emptyOf(type: ParameterType): Value {
  if (elementType(type) !== undefined) return []
  if (type === 'number') return 0
  return type === 'boolean' ? false : ''
}

function convert(type: ParameterType, value: Value): Value | undefined {
  const element = elementType(type)
  if (element === undefined) return convertScalar(type as ElementType, value)
  return isList(value) ? value.flatMap((item) => convertScalar(element, item) ?? []) : undefined
}

function convertScalar(type: ElementType, value: Value): Value | undefined {
  switch (type) {
    case 'number':
      return convertNumber(value)
    case 'boolean':
      if (typeof value === 'boolean') return value
      return isNumber(value) ? Number(value) !== 0 : undefined
    case 'object':
      return isDict(value) ? value : undefined
    case 'string':
    default:
      return typeof value === 'string' ? value : undefined
  }
}

function convertNumber(value: Value): Value | undefined {
  if (isNumber(value) || typeof value === 'boolean') return value
  if (typeof value !== 'string') return undefined
  if (!value.includes('.')) return parseInteger(value)
  const number = parseFloating(value)
  return number === undefined ? undefined : toFloat(number)
}
