import { selectorOf } from '../app/untyped.ts'
import type { UntypedRecord } from '../app/untyped.ts'
import { NodeError } from '../errors.ts'
import { isList } from '../values/python-text.ts'
import type { Value } from '../values/value.ts'
import { emptyValue } from './empty-value.ts'
import type { NodeContext, NodeResult } from './node-runner.ts'

/** The first version of the assigner: one variable, written over, appended to or cleared. */
export function assignOne(data: UntypedRecord, { engine }: NodeContext): NodeResult {
  const { variables } = engine
  const target = selectorOf(data['assigned_variable_selector'])
  const before = variables.get(target)
  const type = variables.typeOf(target)
  if (before === undefined || type === undefined) throw refuse('assigned variable not found')
  const income = (): Value => {
    const value = variables.get(selectorOf(data['input_variable_selector']))
    if (value === undefined) throw refuse('input value not found')
    return value
  }

  const { value, updated } = ((): { readonly value: Value; readonly updated: Value } => {
    switch (data['write_mode']) {
      case 'append': {
        const item = income()
        if (!isList(before)) throw refuse(`can only concatenate to a list, not to ${type}`)
        return { value: item, updated: [...before, item] }
      }
      case 'clear':
        return { value: emptyValue(type), updated: emptyValue(type) }
      case 'over-write': {
        const written = income()
        return { value: written, updated: written }
      }
      default:
        throw refuse(`unsupported write mode: ${String(data['write_mode'])}`)
    }
  })()
  variables.set(target, updated)
  return { inputs: { value }, process_data: { [target[1] ?? '']: updated } }
}

function refuse(message: string): NodeError {
  return new NodeError(message, { type: 'VariableOperatorNodeError' })
}
