/** Filters, picks from, sorts and shortens a list, in this order. */
import { listOf, recordOf, selectorOf, textOf } from '../app/untyped.ts'
import type { UntypedRecord } from '../app/untyped.ts'
import { NodeError } from '../errors.ts'
import { isTruthy } from '../values/python-compare.ts'
import { parseInteger } from '../values/python-number.ts'
import { isList, pythonRepr } from '../values/python-text.ts'
import { segmentType } from '../values/segment-type.ts'
import type { SegmentType } from '../values/segment-type.ts'
import { toValue } from '../values/to-value.ts'
import type { Value } from '../values/value.ts'
import { listFilter } from './list-filter.ts'
import { sortKey } from './list-sort-key.ts'
import type { NodeContext, NodeResult, NodeRunner } from './node-runner.ts'

export const runListOperator: NodeRunner = ({ data }, context) => {
  const selector = selectorOf(data['variable'])
  const value = context.variables.get(selector)
  if (value === undefined) throw refuse(`Variable not found for selector: ${pythonRepr(selector)}`, {})
  if (!isTruthy(value)) return finish([], [])
  const type = segmentType(value)
  if (!isList(value) || !allowedTypes(context).has(type)) {
    throw refuse(
      `Variable ${pythonRepr(selector)} is not an ArrayFileSegment, ArrayNumberSegment or ArrayStringSegment`,
      {},
    )
  }
  try {
    return finish(value, apply(value, { data, type, context }))
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    throw refuse(error.message, { inputs: { variable: value }, process_data: { variable: value } })
  }
}

interface Task {
  readonly data: UntypedRecord
  readonly type: SegmentType
  readonly context: NodeContext
}

function apply(all: readonly Value[], task: Task): readonly Value[] {
  const { data } = task
  let items = all
  if (isEnabled(data['filter_by'])) items = filter(items, task)
  if (isEnabled(data['extract_by'])) items = extract(items, task)
  if (isEnabled(data['order_by'])) items = order(items, recordOf(data['order_by']))
  if (isEnabled(data['limit'])) items = limit(items, recordOf(data['limit'])['size'])
  return items
}

function filter(items: readonly Value[], { data, type, context }: Task): readonly Value[] {
  let kept = items
  for (const { key, comparison_operator, value } of listOf(recordOf(data['filter_by'])['conditions']).map(recordOf)) {
    const written = toValue(value)
    const expected = typeof written === 'string' ? context.renderText(written) : written
    kept = kept.filter(
      listFilter(type, { key: textOf(key) ?? '', operator: textOf(comparison_operator) ?? '', expected }),
    )
  }
  return kept
}

function extract(items: readonly Value[], { data, context }: Task): readonly Value[] {
  const written = recordOf(data['extract_by'])['serial']
  const text = context.renderText(typeof written === 'number' ? String(written) : (textOf(written) ?? ''))
  const serial = parseInteger(text)
  if (serial === undefined) throw refuse(`invalid literal for int() with base 10: ${pythonRepr(text)}`, {})
  if (serial < 1) throw refuse(`Invalid serial index: must be >= 1, got ${serial}`, {})
  const item = items[Number(serial) - 1]
  if (item === undefined) throw refuse(`Invalid serial index: must be <= ${items.length}, got ${serial}`, {})
  return [item]
}

function order(items: readonly Value[], { key, value }: UntypedRecord): readonly Value[] {
  const keyed = items.map((item) => ({ item, key: sortKey(item, textOf(key) ?? '') }))
  // Python keeps equal items in their order also when it sorts downwards.
  const sign = value === 'desc' ? -1 : 1
  return keyed.toSorted((left, right) => sign * compareKeys(left.key, right.key)).map(({ item }) => item)
}

/** Python compares texts by code points, JavaScript by UTF-16 units. */
function compareKeys(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  const [first, second] = [Array.from(String(left)), Array.from(String(right))]
  const index = first.findIndex((character, at) => character !== second[at])
  if (index === -1) return first.length - second.length
  return (first[index]?.codePointAt(0) ?? -1) - (second[index]?.codePointAt(0) ?? -1)
}

function limit(items: readonly Value[], size: unknown): readonly Value[] {
  return items.slice(0, typeof size === 'number' ? size : -1)
}

function finish(given: readonly Value[], result: readonly Value[]): NodeResult {
  return {
    inputs: { variable: given },
    process_data: { variable: given },
    outputs: { result, first_record: result[0] ?? null, last_record: result.at(-1) ?? null },
  }
}

function isEnabled(step: unknown): boolean {
  return recordOf(step)['enabled'] === true
}

function allowedTypes({ dify }: NodeContext): ReadonlySet<SegmentType> {
  return dify === '1.12' ? typesWithBoolean : types
}

const types: ReadonlySet<SegmentType> = new Set(['array[string]', 'array[number]', 'array[file]'])
const typesWithBoolean: ReadonlySet<SegmentType> = new Set([...types, 'array[boolean]'])

function refuse(message: string, details: Partial<NodeError['details']>): NodeError {
  return new NodeError(message, { type: 'ListOperatorError', ...details })
}
