/** The second version of the assigner. Items are done in order; the first that cannot be done fails the node, and earlier ones stay. */
import { recordOf, selectorOf, textOf } from '../app/untyped.ts'
import type { UntypedRecord } from '../app/untyped.ts'
import { NodeError } from '../errors.ts'
import { calculate, isNumber } from '../values/python-number.ts'
import { isList, pythonRepr, pythonText } from '../values/python-text.ts'
import { readSandboxJson } from '../sandbox/sandbox-json.ts'
import type { SegmentType } from '../values/segment-type.ts'
import { toValue } from '../values/to-value.ts'
import type { Selector, Value } from '../values/value.ts'
import { acceptsConstant, acceptsValue, supportsOperation } from './assigner-rules.ts'
import { emptyValue } from './empty-value.ts'
import type { NodeContext, NodeResult } from './node-runner.ts'

/** Runs the items of an assigner. */
export function assignItems(items: readonly unknown[], context: NodeContext): NodeResult {
  const { variables } = context.engine
  const inputs = { items: items.map(toValue) }
  const written = new Map<string, Value>()
  try {
    for (const item of items.map(recordOf)) {
      const target = selectorOf(item['variable_selector'])
      const updated = runItem(item, target, context)
      if (updated === undefined) continue
      variables.set(target, updated)
      written.set(target[1] ?? '', updated)
    }
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    throw new NodeError(error.message, { ...error.details, inputs })
  }
  return { inputs, process_data: Object.fromEntries(written) }
}

/** @returns the new value; `undefined` when the item changes nothing. */
function runItem(item: UntypedRecord, target: Selector, context: NodeContext): Value | undefined {
  const { variables } = context.engine
  const operation = textOf(item['operation']) ?? ''
  const inputType = textOf(item['input_type']) ?? 'variable'
  const before = variables.get(target)
  const type = variables.typeOf(target)
  if (before === undefined || type === undefined) throw notFound(target)

  if (!supportsOperation(type, operation)) {
    throw refuse(`Operation ${operation} is not supported for type ${type}`, 'OperationNotSupportedError')
  }
  if (inputType === 'variable' ? constantsOnly.has(operation) : !acceptsConstant(type, operation)) {
    throw refuse(`Input type ${inputType} is not supported for operation ${operation}`, 'InputTypeNotSupportedError')
  }
  if (isUnary(operation)) return applyOperation(operation, { before, value: null, type })

  const source = readSource(item['value'], inputType, context)
  if (source === undefined) return undefined
  const value = operation === 'set' && type === 'object' && typeof source === 'string' ? parseObject(source) : source
  if (!acceptsValue(type, operation, value)) throw invalid(value)
  return applyOperation(operation, { before, value, type })
}

const constantsOnly: ReadonlySet<string> = new Set(['set', '+=', '-=', '*=', '/='])

function isUnary(operation: string): boolean {
  return operation === 'clear' || operation === 'remove-first' || operation === 'remove-last'
}

/** @returns the value to write; `undefined` when the variable to read holds nothing, which changes nothing. */
function readSource(written: unknown, inputType: string, { engine }: NodeContext): Value | undefined {
  if (inputType !== 'variable' || written === null || written === undefined) return toValue(written)
  const selector = selectorOf(written)
  const value = engine.variables.get(selector)
  if (value === undefined) throw notFound(selector)
  return value === null ? undefined : value
}

function parseObject(text: string): Value {
  try {
    return readSandboxJson(text)
  } catch (cause) {
    throw new NodeError(`Invalid input value ${text}`, { type: 'InvalidInputValueError', cause })
  }
}

interface Operands {
  readonly before: Value
  readonly value: Value
  readonly type: SegmentType
}

function applyOperation(operation: string, { before, value, type }: Operands): Value {
  const list = isList(before) ? before : []
  switch (operation) {
    case 'clear':
      return emptyValue(type)
    case 'append':
      return [...list, value]
    case 'extend':
      return [...list, ...(isList(value) ? value : [])]
    case 'remove-first':
      return list.slice(1)
    case 'remove-last':
      return list.slice(0, -1)
    case '+=':
    case '-=':
    case '*=':
    case '/=':
      return applyArithmetic(operation, before, value)
    default:
      return value
  }
}

function applyArithmetic(operation: '+=' | '-=' | '*=' | '/=', before: Value, value: Value): Value {
  const operator = operators[operation]
  const result = isNumber(before) && isNumber(value) ? calculate(before, operator, value) : undefined
  if (result === undefined) throw invalid(value)
  return result
}

const operators = { '+=': '+', '-=': '-', '*=': '*', '/=': '/' } as const

function invalid(value: Value): NodeError {
  return refuse(`Invalid input value ${pythonText(value)}`, 'InvalidInputValueError')
}

function notFound(selector: Selector): NodeError {
  return refuse(`Variable ${pythonRepr(selector)} not found`, 'VariableNotFoundError')
}

function refuse(message: string, type: string): NodeError {
  return new NodeError(message, { type })
}
