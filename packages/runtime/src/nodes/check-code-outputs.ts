/**
 * Checks what a code node returned against the outputs that it declares, as Dify does and in its words.
 *
 * 1. What is declared must be there and have its type; `null` always has. A boolean is accepted for a number and becomes 0 or 1.
 * 2. Without declared members an object may hold anything, as long as lists do not mix types.
 * 3. Strings, numbers, lists and nesting are limited.
 */
import { PythonFloat } from '../sandbox/python-float.ts'
import type { SandboxValue } from '../sandbox/sandbox.ts'

/** An output as the node declares it. */
export interface CodeOutput {
  readonly type: string
  readonly children?: Readonly<Record<string, CodeOutput>> | null | undefined
}

/** The bounds of Dify's server. */
export interface CodeLimits {
  readonly maxStringLength: number
  readonly maxStringArrayLength: number
  readonly maxObjectArrayLength: number
  readonly maxNumberArrayLength: number
  readonly maxDepth: number
  readonly maxPrecision: number
  readonly maxNumber: bigint
  readonly minNumber: bigint
}

/** What a Dify server allows unless its operator changes it. */
export const codeLimits: CodeLimits = {
  maxStringLength: 400_000,
  maxStringArrayLength: 30,
  maxObjectArrayLength: 30,
  maxNumberArrayLength: 1_000,
  maxDepth: 5,
  maxPrecision: 20,
  maxNumber: 9_223_372_036_854_775_807n,
  minNumber: -9_223_372_036_854_775_808n,
}

/** A result that does not pass; `errorType` is the name that Dify gives the failure. */
export class CodeOutputError extends Error {
  override readonly name = 'CodeOutputError'
  readonly errorType: string

  constructor(message: string, errorType = 'OutputValidationError') {
    super(message)
    this.errorType = errorType
  }
}

type Members = { readonly [key: string]: SandboxValue }

/**
 * @param outputs The declared outputs; without them anything within the limits passes.
 * @returns the outputs of the node.
 * @throws {@link CodeOutputError} in Dify's words.
 */
export function checkCodeOutputs(
  result: SandboxValue,
  outputs: CodeOutput['children'],
  limits: CodeLimits = codeLimits,
): Members {
  if (!isObject(result))
    throw new CodeOutputError(`Result must be a dict, got ${typeName(result)}`, 'WorkflowNodeError')
  return new OutputCheck(limits).members(result, outputs ?? undefined, { prefix: '', depth: 1 })
}

interface Place {
  readonly prefix: string
  readonly depth: number
}

class OutputCheck {
  readonly #limits: CodeLimits

  constructor(limits: CodeLimits) {
    this.#limits = limits
  }

  members(result: Members, outputs: CodeOutput['children'], place: Place): Members {
    const { maxDepth } = this.#limits
    if (place.depth > maxDepth) {
      throw new CodeOutputError(`Depth limit ${maxDepth} reached, object too deep.`, 'DepthLimitError')
    }
    if (outputs === undefined || outputs === null) {
      for (const [name, value] of Object.entries(result)) this.#undeclared(value, name, place)
      return result
    }
    const checked = Object.entries(outputs).map(([name, output]) => {
      const path = place.prefix === '' ? name : `${place.prefix}.${name}`
      if (!Object.hasOwn(result, name)) throw new CodeOutputError(`Output ${path} is missing.`)
      return [name, this.#declared(result[name] as SandboxValue, output, { prefix: path, depth: place.depth })] as const
    })
    if (checked.length !== Object.keys(result).length) {
      throw new CodeOutputError('Not all output parameters are validated.', 'CodeNodeError')
    }
    return Object.fromEntries(checked)
  }

  #declared(value: SandboxValue, output: CodeOutput, { prefix: path, depth }: Place): SandboxValue {
    switch (output.type) {
      case 'object':
        if (value === null) return null
        if (!isObject(value))
          throw new CodeOutputError(`Output ${path} is not an object, got ${typeOf(value)} instead.`)
        // Dify puts a dot in front of the path of a member's member; its messages are kept.
        return this.members(value, output.children, { prefix: depth === 1 ? `.${path}` : path, depth: depth + 1 })
      case 'number':
        if (value !== null && !isNumber(value)) {
          throw new CodeOutputError(`Output ${path} is not a number, got ${typeOf(value)} instead.`)
        }
        return this.#number(value, path)
      case 'string':
        if (value !== null && typeof value !== 'string') {
          throw new CodeOutputError(`Output ${path} must be a string, got ${typeName(value)} instead`)
        }
        return this.#string(value, path)
      case 'boolean':
        return value
      case 'array[number]':
        return this.#list(value, path, this.#limits.maxNumberArrayLength, (item, index) => {
          if (!isNumber(item)) {
            throw new CodeOutputError(`The element at index ${index} of output variable \`${path}\` must be a number.`)
          }
          return this.#number(item, `${path}[${index}]`)
        })
      case 'array[string]':
        return this.#list(value, path, this.#limits.maxStringArrayLength, (item, index) => {
          if (item !== null && typeof item !== 'string') throw notAString(item)
          return this.#string(item, `${path}[${index}]`)
        })
      case 'array[object]':
        return this.#objects(value, output, { prefix: path, depth })
      case 'array[boolean]':
        return this.#list(value, path, Infinity, (item, index) => {
          if (item === null || typeof item === 'boolean') return item
          throw new CodeOutputError(`Output ${path}[${index}] is not a boolean, got ${typeOf(item)} instead.`)
        })
      default:
        throw new CodeOutputError(`Output type ${output.type} is not supported.`)
    }
  }

  #objects(value: SandboxValue, output: CodeOutput, { prefix: path, depth }: Place): SandboxValue {
    const items = this.#list(value, path, this.#limits.maxObjectArrayLength, (item, index) => {
      if (item === null || isObject(item)) return item
      throw new CodeOutputError(
        `Output ${path}[${index}] is not an object, got ${typeOf(item)} instead at index ${index}.`,
      )
    })
    if (!isList(items)) return items
    return items.map((item, index) =>
      isObject(item) ? this.members(item, output.children, { prefix: `${path}[${index}]`, depth: depth + 1 }) : null,
    )
  }

  #list(
    value: SandboxValue,
    path: string,
    maxLength: number,
    check: (item: SandboxValue, index: number) => SandboxValue,
  ): SandboxValue {
    if (value === null) return null
    if (!isList(value)) throw new CodeOutputError(`Output ${path} is not an array, got ${typeOf(value)} instead.`)
    if (value.length > maxLength) {
      throw new CodeOutputError(`The length of output variable \`${path}\` must be less than ${maxLength} elements.`)
    }
    return value.map(check)
  }

  #undeclared(value: SandboxValue, name: string, { prefix, depth }: Place): void {
    const path = prefix === '' ? name : `${prefix}.${name}`
    if (isObject(value)) this.members(value, undefined, { prefix: path, depth: depth + 1 })
    else if (typeof value === 'string') this.#string(value, path)
    else if (isList(value)) this.#undeclaredList(value, { prefix: path, depth }, `${prefix}.${name}`)
    else if (value !== null && typeof value !== 'boolean') this.#number(value, path)
  }

  #undeclaredList(items: readonly SandboxValue[], { prefix: path, depth }: Place, shownPath: string): void {
    const [first] = items
    if (first === undefined || first === null) return
    const kind = kindOf(first)
    if (!items.every((item) => item === null || kindOf(item) === kind)) {
      throw new CodeOutputError(
        `Output ${shownPath} is not a valid array. make sure all elements are of the same type.`,
      )
    }
    for (const [index, item] of items.entries()) {
      const itemPath = `${path}[${index}]`
      if (typeof item === 'string') this.#string(item, itemPath)
      else if (isObject(item)) this.members(item, undefined, { prefix: itemPath, depth: depth + 1 })
      else if (isList(item)) throw new CodeOutputError("'list' object has no attribute 'items'", 'WorkflowNodeError')
      else this.#number(item, itemPath)
    }
  }

  #string(value: string | null, path: string): string | null {
    if (value === null) return null
    const { maxStringLength } = this.#limits
    // Python counts characters, not UTF-16 units.
    if (value.length > maxStringLength && Array.from(value).length > maxStringLength) {
      throw new CodeOutputError(
        `The length of output variable \`${path}\` must be less than ${maxStringLength} characters`,
      )
    }
    return value.replaceAll('\0', '')
  }

  #number(value: SandboxValue, path: string): SandboxValue {
    if (value === null) return null
    if (typeof value === 'boolean') return value ? 1 : 0
    const number = value instanceof PythonFloat ? value.value : (value as number | bigint)
    const { maxNumber, minNumber, maxPrecision } = this.#limits
    if (number > maxNumber || number < minNumber) {
      throw new CodeOutputError(
        `Output variable \`${path}\` is out of range, it must be between ${minNumber} and ${maxNumber}.`,
      )
    }
    if (typeof number === 'number' && countDecimals(number) > maxPrecision) {
      throw new CodeOutputError(
        `Output variable \`${path}\` has too high precision, it must be less than ${maxPrecision} digits.`,
      )
    }
    return value
  }
}

/** Digits after the decimal point of the shortest decimal that reads as this number. */
function countDecimals(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e')
  const decimals = mantissa.split('.')[1]?.length ?? 0
  return Math.max(0, decimals - Number(exponent))
}

/** What Python says when the length of something else than a string is asked for, or its text replaced. */
function notAString(item: SandboxValue): CodeOutputError {
  const message =
    isObject(item) || isList(item)
      ? `'${typeName(item)}' object has no attribute 'replace'`
      : `object of type '${typeName(item)}' has no len()`
  return new CodeOutputError(message, 'WorkflowNodeError')
}

function kindOf(value: SandboxValue): 'number' | 'string' | 'object' | 'list' {
  if (typeof value === 'string') return 'string'
  if (isList(value)) return 'list'
  return isObject(value) ? 'object' : 'number'
}

function isNumber(value: SandboxValue): boolean {
  return ['number', 'bigint', 'boolean'].includes(typeof value) || value instanceof PythonFloat
}

function isList(value: SandboxValue): value is readonly SandboxValue[] {
  return Array.isArray(value)
}

function isObject(value: SandboxValue): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof PythonFloat)
}

function typeOf(value: SandboxValue): string {
  return `<class '${typeName(value)}'>`
}

function typeName(value: SandboxValue): string {
  if (value === null) return 'NoneType'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (isList(value)) return 'list'
  if (isObject(value)) return 'dict'
  return value instanceof PythonFloat || (typeof value === 'number' && !Number.isInteger(value)) ? 'float' : 'int'
}
