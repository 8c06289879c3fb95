import { isRecord, listOf, recordOf, selectorOf, textOf } from '../app/untyped.ts'
import type { UntypedRecord } from '../app/untyped.ts'
import { NodeError } from '../errors.ts'
import type { VariableReader } from '../nodes/node-runner.ts'
import { FileValue } from '../values/file-value.ts'
import { isNumber, toDouble } from '../values/python-number.ts'
import { isList, pythonRepr, pythonText } from '../values/python-text.ts'
import { segmentType } from '../values/segment-type.ts'
import { toValue } from '../values/to-value.ts'
import type { DifyVersion, Value } from '../values/value.ts'
import { fileAttribute } from '../variables/file-attribute.ts'
import { renderTemplate } from '../variables/render-template.ts'
import { evaluateOperator } from './evaluate-operator.ts'

export interface ConditionContext {
  readonly variables: VariableReader
  readonly dify: DifyVersion
}

/** How a group of conditions came out. */
export interface ConditionsResult {
  readonly isTrue: boolean
  /** Of each condition that was looked at. */
  readonly results: readonly boolean[]
  /** What was compared with what. */
  readonly compared: readonly { readonly [key: string]: Value }[]
}

/**
 * Looks at conditions until the outcome is certain; 0.15 looks at all of them.
 *
 * @throws {@link NodeError} when a variable does not exist or an operator does not take it.
 */
export function evaluateConditions(
  conditions: unknown,
  operator: unknown,
  { variables, dify }: ConditionContext,
): ConditionsResult {
  const isOr = operator === 'or'
  const results: boolean[] = []
  const compared: { [key: string]: Value }[] = []
  for (const condition of listOf(conditions).map(recordOf)) {
    const result = evaluateCondition(condition, { variables, dify, compared })
    results.push(result)
    if (dify === '1.12' && result === isOr) return { isTrue: isOr, results, compared }
  }
  return { isTrue: isOr ? results.some(Boolean) : results.every(Boolean), results, compared }
}

interface Evaluation extends ConditionContext {
  readonly compared: { [key: string]: Value }[]
}

function evaluateCondition(condition: UntypedRecord, { variables, dify, compared }: Evaluation): boolean {
  const selector = selectorOf(condition['variable_selector'])
  const operator = textOf(condition['comparison_operator']) ?? ''
  const value = variables.get(selector)
  if (value === undefined) throw new NodeError(`Variable ${pythonRepr(selector)} not found`, { type: 'ValueError' })

  const type = segmentType(value)
  if (type === 'array[file]' && listOperators.has(operator)) {
    const inner = condition['sub_variable_condition']
    if (!isRecord(inner)) throw new NodeError('Sub variable is required', { type: 'ValueError' })
    return evaluateFileConditions(isList(value) ? value : [], inner, dify)
  }
  if (operator === 'exists' || operator === 'not exists') {
    return evaluateOperator(operator, { value, expected: null, dify })
  }
  const written = readExpected(condition['value'])
  const rendered = typeof written === 'string' ? renderTemplate(written, { variables, dify }) : written
  const isBoolean = dify === '1.12' && (type === 'boolean' || type === 'array[boolean]')
  const expected = isBoolean && rendered !== null ? toBooleans(rendered) : rendered
  compared.push({ actual_value: value, expected_value: expected, comparison_operator: operator })
  return evaluateOperator(operator, { value, expected, dify })
}

const listOperators: ReadonlySet<string> = new Set(['contains', 'not contains', 'all of'])

/** Dify's editor writes texts, lists and booleans; a number that somebody wrote by hand is read as its text. */
function readExpected(written: unknown): Value {
  return typeof written === 'number' ? pythonText(written) : toValue(written)
}

function toBooleans(expected: Value): Value {
  return isList(expected) ? expected.map(toBoolean) : toBoolean(expected)
}

function toBoolean(expected: Value): boolean {
  if (typeof expected === 'boolean') return expected
  if (isNumber(expected)) return toDouble(expected) !== 0
  const parsed = typeof expected === 'string' ? parseJson(expected) : expected
  if (typeof parsed === 'boolean') return parsed
  if (typeof parsed === 'number' && Number.isInteger(parsed)) return parsed !== 0
  throw new NodeError(`unexpected value: type=${typeof expected}, value=${pythonText(expected)}`, { type: 'TypeError' })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NodeError('Expecting value: line 1 column 1 (char 0)', { type: 'JSONDecodeError', cause })
  }
}

/** A condition on the attributes of files: a negative operator must hold for all files, any other for one. */
function evaluateFileConditions(files: readonly Value[], group: UntypedRecord, dify: DifyVersion): boolean {
  const results = listOf(group['conditions']).map((item) => {
    const { key, comparison_operator, value } = recordOf(item)
    const operator = textOf(comparison_operator) ?? ''
    const isExtension = key === 'extension'
    const expected = isExtension ? dotted(toValue(value)) : toValue(value)
    const outcomes = files.map((file) => {
      const actual = attributeOf(file, textOf(key) ?? '')
      return evaluateOperator(operator, { value: isExtension ? dotted(actual) : actual, expected, dify })
    })
    return operator.includes('not') ? outcomes.every(Boolean) : outcomes.some(Boolean)
  })
  return group['logical_operator'] === 'or' ? results.some(Boolean) : results.every(Boolean)
}

function attributeOf(file: Value, key: string): Value {
  const value = file instanceof FileValue ? fileAttribute(file, key) : undefined
  if (value === undefined) throw new NodeError(`'${key}' is not a valid FileAttribute`, { type: 'ValueError' })
  return value
}

function dotted(value: Value): Value {
  return typeof value === 'string' && value !== '' && !value.startsWith('.') ? `.${value}` : value
}
