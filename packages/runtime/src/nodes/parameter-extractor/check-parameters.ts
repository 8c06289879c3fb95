import { isDict } from '../../values/python-compare.ts'
import { isNumber } from '../../values/python-number.ts'
import { isList, pythonText } from '../../values/python-text.ts'
import { segmentType } from '../../values/segment-type.ts'
import type { DifyVersion, Value, Values } from '../../values/value.ts'
import { elementType } from './extractor-parameters.ts'
import type { ElementType, ExtractorParameter } from './extractor-parameters.ts'

/** What is wrong with extracted values, in Dify's words; `null` when nothing is. */
export function checkParameters(
  parameters: readonly ExtractorParameter[],
  values: Values,
  dify: DifyVersion,
): string | null {
  if (Object.keys(values).length !== parameters.length) return 'Invalid number of parameters'
  for (const parameter of parameters) {
    const value = Object.hasOwn(values, parameter.name) ? values[parameter.name] : undefined
    if (value === undefined && parameter.required) return `Parameter ${parameter.name} is required`
    const finding = checkValue(parameter, value ?? null, dify)
    if (finding !== null) return finding
  }
  return null
}

function checkValue({ name, type, options }: ExtractorParameter, value: Value, dify: DifyVersion): string | null {
  const isChoice = options.length === 0 || (typeof value === 'string' && options.includes(value))
  const wrongChoice = `Invalid \`select\` value for parameter ${name}`
  if (dify === '0.15') {
    if (!isChoice) return wrongChoice
    const kind = type.startsWith('array') ? 'array' : type
    return fits(type, value) ? null : `Invalid \`${kind}\` value for parameter ${name}`
  }
  if (!fits(type, value)) {
    return `Invalid value for parameter ${name}, expected segment type: ${type}, actual_type: ${segmentType(value)}, value: ${pythonText(value)}`
  }
  return type === 'string' && !isChoice ? wrongChoice : null
}

function fits(type: ExtractorParameter['type'], value: Value): boolean {
  const element = elementType(type)
  if (element === undefined) return fitsScalar(type as ElementType, value)
  return isList(value) && value.every((item) => fitsScalar(element, item))
}

function fitsScalar(type: ElementType, value: Value): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string'
    case 'number':
      return isNumber(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'object':
      return isDict(value)
    default:
      return true
  }
}
