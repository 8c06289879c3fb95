/**
 * What Dify does with the inputs of a request before the run starts: undeclared ones are dropped, absent ones become the declared
 * default (1.12) or null, and what does not fit is refused with Dify's words.
 */
import { entryOf } from './entry-of.ts'
import type { StartInput } from '@autoopt/dsl'
import { InvalidInputsError } from '../errors.ts'
import { FileValue } from '../values/file-value.ts'
import { isDict } from '../values/python-compare.ts'
import { isNumber, parseFloating, parseInteger, toFloat } from '../values/python-number.ts'
import { isList, pythonRepr } from '../values/python-text.ts'
import { toValue } from '../values/to-value.ts'
import type { DifyVersion, Value } from '../values/value.ts'
import { openFile } from './open-file.ts'

export interface CheckInputsOptions {
  readonly declared: readonly StartInput[]
  readonly dify: DifyVersion
}

/**
 * Checks and converts the inputs of a run.
 *
 * @throws {@link InvalidInputsError} for the first input that does not fit.
 */
export function checkInputs(
  inputs: Readonly<Record<string, unknown>>,
  { declared, dify }: CheckInputsOptions,
): Record<string, Value> {
  return Object.fromEntries(
    declared.map((input) => {
      const value = checkInput(toValue(inputs[input.variable]), input, dify)
      return [input.variable, typeof value === 'string' ? value.replaceAll('\0', '') : value]
    }),
  )
}

function checkInput(given: Value, input: StartInput, dify: DifyVersion): Value {
  if (given === null && input.required) throw refuse(input, `${input.variable} is required in input form`)
  const value = given === null && dify === '1.12' ? toValue(input.default) : given
  if (value === null) return null
  const isFileInput = input.type === 'file' || input.type === 'file-list'
  if (isFileInput && !input.required && value === '') return null
  return (entryOf(checks, input.type) ?? ((unchecked) => unchecked))(value, input)
}

type Check = (value: Value, input: StartInput) => Value

const checks: Readonly<Record<string, Check>> = {
  'text-input': checkText,
  paragraph: checkText,
  select: checkChoice,
  number: checkNumber,
  checkbox: checkBox,
  json_object: checkObject,
  file: checkFile,
  'file-list': checkFiles,
}

function checkText(value: Value, input: StartInput): string {
  const text = requireText(value, input)
  if (input.max_length !== undefined && Array.from(text).length > input.max_length) {
    throw refuse(input, `${input.variable} in input form must be less than ${input.max_length} characters`)
  }
  return text
}

function checkChoice(value: Value, input: StartInput): string {
  const text = requireText(value, input)
  if (!input.options.includes(text)) {
    const options = pythonRepr(input.options)
    throw refuse(input, `${input.variable} in input form must be one of the following: ${options}`)
  }
  return text
}

function requireText(value: Value, input: StartInput): string {
  if (typeof value === 'string') return value
  throw refuse(input, `(type '${input.type}') ${input.variable} in input form must be a string`)
}

function checkNumber(value: Value, input: StartInput): Value {
  if (isNumber(value) || typeof value === 'boolean') return value
  if (typeof value !== 'string') throw refuse(input, `${input.variable} in input form must be a valid number`)
  if (value.trim() === '') return null
  const number = value.includes('.') ? convertFloat(value) : parseInteger(value)
  if (number === undefined) throw refuse(input, `${input.variable} in input form must be a valid number`)
  return number
}

function convertFloat(text: string): Value | undefined {
  const number = parseFloating(text)
  return number === undefined ? undefined : toFloat(number)
}

function checkBox(value: Value): Value {
  if (typeof value === 'string') {
    const word = value.trim().toLowerCase()
    if (['true', '1', 'yes', 'on'].includes(word)) return true
    return ['false', '0', 'no', 'off'].includes(word) ? false : value
  }
  if (!isNumber(value)) return value
  const number = Number(value)
  return number === 0 || number === 1 ? number === 1 : value
}

function checkObject(value: Value, input: StartInput): Value {
  if (isDict(value)) return value
  throw refuse(input, `${input.variable} in input form must be a dict`)
}

function checkFile(value: Value, input: StartInput): Value {
  if (value instanceof FileValue) return value
  if (!isDict(value)) throw refuse(input, `${input.variable} in input form must be a file`)
  return openFile(value, input.variable)
}

function checkFiles(value: Value, input: StartInput): Value {
  if (!isList(value) || !value.every((item) => isDict(item) || item instanceof FileValue)) {
    throw refuse(input, `${input.variable} in input form must be a list of files`)
  }
  if (input.max_length !== undefined && value.length > input.max_length) {
    throw refuse(input, `${input.variable} in input form must be less than ${input.max_length} files`)
  }
  return value.map((item) => checkFile(item, input))
}

function refuse({ variable }: StartInput, message: string): InvalidInputsError {
  return new InvalidInputsError(message, { variable })
}
