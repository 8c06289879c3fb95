import type { DslDocument, PromptSlot, StartInput } from '@autoopt/dsl'
import { nodeData } from './node-facts.ts'
import { isRecord, type PromptContext } from './prompt-context.ts'

type VariableClasses = Pick<PromptContext, 'user_variables' | 'long_variables' | 'unused_variables'>

/** Inputs into which a user can type anything; a choice, a number or a file is not text. */
const freeTextInputs = new Set(['text-input', 'paragraph', 'json_object', 'external_data_tool'])
/** Dify caps a `text-input` at 256 characters; only these may hold more than a phrase. */
const longInputs = new Set(['paragraph', 'json_object', 'external_data_tool'])
/** Outputs that hold passages, answers or whole documents. */
const longOutputs = new Set([
  'llm.text',
  'agent.text',
  'tool.text',
  'tool.json',
  'http-request.body',
  'document-extractor.text',
  'knowledge-retrieval.result',
  'template-transform.output',
  'iteration.output',
])

/** Sorts the variables that a prompt reads: written by an end user, possibly long; and declared but read by no message. */
export function classifyVariables(
  document: DslDocument,
  slot: PromptSlot,
  messages: readonly PromptSlot[],
): VariableClasses {
  const aliases = declaredAliases(document, slot)
  const names = [...new Set(slot.references.map((reference) => reference.selector.join('.')))]
  const selectorOf = (name: string): readonly string[] => aliases.get(name) ?? name.split('.')
  return {
    user_variables: names.filter((name) => isUserText(document, selectorOf(name))),
    long_variables: names.filter((name) => isLong(document, selectorOf(name))),
    unused_variables: unusedNames(document, aliases.keys(), messages),
  }
}

/** Jinja2 names of the node and the selectors behind them. */
function declaredAliases(document: DslDocument, slot: PromptSlot): Map<string, readonly string[]> {
  if (slot.syntax !== 'jinja2') return new Map()
  const config = nodeData(document, slot.node_id)['prompt_config']
  const list = isRecord(config) && Array.isArray(config['jinja2_variables']) ? config['jinja2_variables'] : []
  return new Map(
    list.flatMap((item: unknown) => {
      const selector = isRecord(item) ? item['value_selector'] : undefined
      const name = isRecord(item) ? item['variable'] : undefined
      return typeof name === 'string' && Array.isArray(selector) ? [[name, selector.map(String)] as const] : []
    }),
  )
}

function isUserText(document: DslDocument, selector: readonly string[]): boolean {
  if (isUserQuery(selector)) return true
  const input = inputOf(document, selector)
  return input !== undefined && freeTextInputs.has(input.type)
}

function isLong(document: DslDocument, selector: readonly string[]): boolean {
  if (isUserQuery(selector) || selector.join('.').replaceAll('#', '') === 'context') return true
  const input = inputOf(document, selector)
  if (input !== undefined) return longInputs.has(input.type)
  const [nodeId = '', output = ''] = selector
  const type = document.graph?.node(nodeId)?.type
  if (type === 'code') return isStructured(nodeData(document, nodeId)['outputs'], output)
  return longOutputs.has(`${type}.${output}`)
}

function isUserQuery(selector: readonly string[]): boolean {
  const name = selector.join('.').replaceAll('#', '')
  return name === 'sys.query' || name === 'query'
}

function inputOf(document: DslDocument, selector: readonly string[]): StartInput | undefined {
  const name = selector.at(-1)
  const isInput =
    document.graph === undefined
      ? selector.length === 1
      : selector.length === 2 && document.graph.node(selector[0] ?? '')?.type === 'start'
  return isInput ? document.inputs.find((input) => input.variable === name) : undefined
}

function isStructured(outputs: unknown, name: string): boolean {
  const output = isRecord(outputs) ? outputs[name] : undefined
  const type = isRecord(output) ? output['type'] : undefined
  return typeof type === 'string' && (type === 'object' || type.startsWith('array'))
}

/** A file reaches the model without being named in a text. */
function unusedNames(
  document: DslDocument,
  declaredNames: Iterable<string>,
  messages: readonly PromptSlot[],
): string[] {
  const inputs = document.inputs.filter((input) => !input.type.startsWith('file')).map((input) => input.variable)
  const declared = document.graph === undefined ? inputs : [...declaredNames]
  return declared.filter((name) => !messages.some((message) => message.text.includes(name)))
}
