import { listOf, recordOf, selectorOf, textOf } from '../app/untyped.ts'
import type { Selector, Value } from '../values/value.ts'
import type { NodeRunner, VariableReader } from './node-runner.ts'

/** Gives the first of some variables that exists, in each group; one that exists and holds nothing counts. */
export const runVariableAggregator: NodeRunner = ({ data }, { variables }) => {
  const settings = recordOf(data['advanced_settings'])
  const inputs: Record<string, Value> = {}
  const outputs: Record<string, Value> = {}
  if (settings['group_enabled'] !== true) {
    const found = findFirst(data['variables'], variables)
    if (found !== undefined) {
      inputs[found.name] = found.value
      outputs['output'] = found.value
    }
    return { inputs, outputs }
  }
  for (const group of listOf(settings['groups']).map(recordOf)) {
    const found = findFirst(group['variables'], variables)
    if (found === undefined) continue
    inputs[found.name] = found.value
    outputs[textOf(group['group_name']) ?? ''] = { output: found.value }
  }
  return { inputs, outputs }
}

function findFirst(
  selectors: unknown,
  variables: VariableReader,
): { readonly name: string; readonly value: Value } | undefined {
  for (const selector of listOf(selectors).map(selectorOf) as Selector[]) {
    const value = variables.get(selector)
    if (value !== undefined) return { name: selector.slice(1).join('.'), value }
  }
  return undefined
}
