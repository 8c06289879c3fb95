import type { StartInput } from './dsl-document.ts'
import type { AppNode } from './graph/app-node.ts'
import { fieldOf, listOf, recordOf, textOf } from './source/untyped.ts'
import type { UntypedRecord } from './source/untyped.ts'

/** The inputs of a workflow, from its start node. */
export function readNodeInputs(nodes: readonly AppNode[]): StartInput[] {
  const start = nodes.find(({ type }) => type === 'start')
  return listOf(start?.data['variables']).flatMap((item) => readInput(recordOf(item), fieldOf(item, 'type')) ?? [])
}

/** The inputs of an app without a graph: `user_input_form` holds mappings of one key, the type. */
export function readFormInputs(root: unknown): StartInput[] {
  return listOf(fieldOf(root, 'model_config', 'user_input_form')).flatMap((item) => {
    const [entry] = Object.entries(recordOf(item))
    return entry === undefined ? [] : (readInput(recordOf(entry[1]), entry[0]) ?? [])
  })
}

function readInput(item: UntypedRecord, type: unknown): StartInput | undefined {
  const variable = textOf(item['variable'])
  if (variable === undefined) return undefined
  const { max_length } = item
  return {
    variable,
    label: labelOf(item['label']) ?? variable,
    type: textOf(type) ?? 'text-input',
    required: item['required'] === true,
    options: listOf(item['options']).flatMap((option) => optionOf(option) ?? []),
    ...(typeof max_length === 'number' && max_length > 0 ? { max_length } : {}),
    ...(item['default'] === undefined || item['default'] === null ? {} : { default: item['default'] }),
  }
}

function optionOf(option: unknown): string | undefined {
  return typeof option === 'number' || typeof option === 'boolean' ? String(option) : textOf(option)
}

/** A label is a text, in old files a text by language. */
function labelOf(label: unknown): string | undefined {
  return textOf(label) ?? Object.values(recordOf(label)).find((text) => typeof text === 'string')
}
