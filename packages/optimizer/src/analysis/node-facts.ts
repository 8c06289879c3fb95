import type { DslDocument } from '@autoopt/dsl'
import { isRecord, type PromptContext } from './prompt-context.ts'

type NodeFacts = Pick<
  PromptContext,
  'output_schema' | 'class_names' | 'parameters' | 'context_variable' | 'has_knowledge' | 'has_memory' | 'has_vision'
>

/** What a node's settings say about its prompts: the answer's schema, classes, parameters, and what else is sent along. */
export function readNodeFacts(document: DslDocument, nodeId: string): NodeFacts {
  const data = nodeData(document, nodeId)
  return {
    output_schema: outputSchema(data),
    class_names: namesOf(data['classes']),
    parameters: namesOf(data['parameters']),
    context_variable: contextSelector(data).join('.'),
    has_knowledge: hasKnowledge(document, data),
    has_memory: document.graph === undefined ? document.mode !== 'completion' : isRecord(data['memory']),
    has_vision: isRecord(data['vision']) && data['vision']['enabled'] === true,
  }
}

/** The settings of a node; of an app without a graph its `model_config`. Empty when the file holds none. */
export function nodeData(document: DslDocument, nodeId: string): Record<string, unknown> {
  const node = document.graph?.node(nodeId)
  const data = document.valueAt(node === undefined ? '/model_config' : `${node.pointer}/data`)
  return isRecord(data) ? data : {}
}

function outputSchema(data: Record<string, unknown>): Record<string, unknown> | null {
  const output = data['structured_output']
  const isOn = data['structured_output_enabled'] === true || data['structured_output_switch_on'] === true
  return isOn && isRecord(output) && isRecord(output['schema']) ? output['schema'] : null
}

function namesOf(list: unknown): string[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item) => (isRecord(item) && typeof item['name'] === 'string' ? [item['name']] : []))
}

function contextSelector(data: Record<string, unknown>): string[] {
  const context = data['context']
  if (!isRecord(context) || context['enabled'] !== true) return []
  return Array.isArray(context['variable_selector']) ? context['variable_selector'].map(String) : []
}

function hasKnowledge({ graph }: DslDocument, data: Record<string, unknown>): boolean {
  if (graph !== undefined) return graph.node(contextSelector(data)[0] ?? '')?.type === 'knowledge-retrieval'
  const configs = data['dataset_configs']
  const sets = isRecord(configs) && isRecord(configs['datasets']) ? configs['datasets']['datasets'] : undefined
  return Array.isArray(sets) && sets.length > 0
}
