import { fieldOf, listOf, recordOf, textOf } from '../source/untyped.ts'
import type { UntypedRecord } from '../source/untyped.ts'

/**
 * The variables that a node gives to later nodes, as Dify's engine writes them into its variable pool.
 *
 * A dotted name (`structured_output.city`, `group.output`) is a known key of an object; where a variable has dotted
 * names, they are all its keys. `undefined` where only a run can tell: tools, agents, triggers, human input, nodes of
 * later Dify versions, code without declared outputs.
 */
export function nodeOutputs(type: string, data: UntypedRecord): readonly string[] | undefined {
  const outputs = ownOutputs(type, data)
  if (outputs === undefined) return undefined
  return textOf(data['error_strategy']) ? [...outputs, 'error_message', 'error_type'] : outputs
}

const fixedOutputs: ReadonlyMap<string, readonly string[]> = new Map([
  ['http-request', ['status_code', 'body', 'headers', 'files']],
  ['iteration', ['output']],
  ['question-classifier', ['class_name', 'class_id', 'class_label', 'usage']],
  ['template-transform', ['output']],
  ['document-extractor', ['text']],
  ['list-operator', ['result', 'first_record', 'last_record']],
  ['knowledge-retrieval', ['result', 'files']],
  ['answer', ['answer', 'files']],
  ['if-else', ['result', 'selected_case_id']],
  ['end', []],
  ['iteration-start', []],
  ['loop-start', []],
  ['loop-end', []],
])

function ownOutputs(type: string, data: UntypedRecord): readonly string[] | undefined {
  switch (type) {
    case 'start':
      return names(data['variables'], 'variable')
    case 'llm':
      return ['text', 'usage', 'finish_reason', 'reasoning_content', 'files', ...structuredOutputs(data)]
    case 'code': {
      const declared = Object.keys(recordOf(data['outputs']))
      return declared.length === 0 ? undefined : declared
    }
    case 'loop':
      return [...names(data['loop_variables'], 'label'), 'loop_round']
    case 'parameter-extractor':
      return [...names(data['parameters'], 'name'), '__is_success', '__reason', '__usage']
    case 'variable-aggregator':
    case 'variable-assigner':
      return aggregatorOutputs(data['advanced_settings'])
    default:
      return fixedOutputs.get(type)
  }
}

function names(items: unknown, key: string): string[] {
  return listOf(items).flatMap((item) => textOf(fieldOf(item, key)) ?? [])
}

function structuredOutputs(data: UntypedRecord): string[] {
  if (data['structured_output_enabled'] !== true && data['structured_output_switch_on'] !== true) return []
  const keys = Object.keys(recordOf(fieldOf(data, 'structured_output', 'schema', 'properties')))
  return ['structured_output', ...keys.map((key) => `structured_output.${key}`)]
}

function aggregatorOutputs(settings: unknown): string[] {
  if (fieldOf(settings, 'group_enabled') !== true) return ['output']
  return names(fieldOf(settings, 'groups'), 'group_name').flatMap((group) => [group, `${group}.output`])
}
