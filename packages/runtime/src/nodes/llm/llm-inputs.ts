import { listOf, recordOf, selectorOf, textOf } from '../../app/untyped.ts'
import { NodeError } from '../../errors.ts'
import { readVision } from '../../models/vision-files.ts'
import type { Vision } from '../../models/vision-files.ts'
import { isDict } from '../../values/python-compare.ts'
import { isList, pythonRepr, pythonText } from '../../values/python-text.ts'
import type { Value, Values } from '../../values/value.ts'
import { parseTemplate } from '../../variables/render-template.ts'
import type { NodeContext, RuntimeNode, VariableReader } from '../node-runner.ts'
import { readPromptTemplates } from './prompt-templates.ts'

/** What an `llm` node reads beside the variables in its templates. */
export interface LlmInputs {
  readonly context: string
  readonly vision: Vision
  /** As the node shows them. */
  readonly inputs: Values
}

/**
 * Reads context and files, and checks that every variable exists that the node names.
 *
 * @throws {@link NodeError} for the first one that does not, and for a context of another form.
 */
export function readLlmInputs(node: RuntimeNode, { variables }: NodeContext): LlmInputs {
  const query = textOf(recordOf(node.data['memory'])['query_prompt_template'])
  for (const { text } of readPromptTemplates(node)) requireVariables(text, variables)
  if (query !== undefined) requireVariables(query, variables)
  for (const { name, selector } of jinjaVariables(node)) {
    if (variables.get(selector) === undefined) throw notFound(name)
  }
  const vision = readVision(node, variables)
  const context = readContext(node, variables)
  return {
    context,
    vision,
    inputs: {
      ...(vision.files.length > 0 ? { '#files#': vision.files } : {}),
      ...(context === '' ? {} : { '#context#': context }),
    },
  }
}

/** Variables that the node gives to its Jinja2 templates. */
function jinjaVariables({ data }: RuntimeNode): { readonly name: string; readonly selector: readonly string[] }[] {
  return listOf(recordOf(data['prompt_config'])['jinja2_variables']).map((item) => {
    const { variable, value_selector } = recordOf(item)
    return { name: textOf(variable) ?? '', selector: selectorOf(value_selector) }
  })
}

function requireVariables(template: string, variables: VariableReader): void {
  for (const part of parseTemplate(template)) {
    if (typeof part !== 'string' && variables.get(part) === undefined) throw notFound(`#${part.join('.')}#`)
  }
}

function notFound(name: string): NodeError {
  return new NodeError(`Variable ${name} not found`, { type: 'VariableNotFoundError' })
}

function readContext({ data }: RuntimeNode, variables: VariableReader): string {
  const { enabled, variable_selector } = recordOf(data['context'])
  if (enabled !== true) return ''
  const value = variables.get(selectorOf(variable_selector)) ?? null
  if (typeof value === 'string') return value
  return isList(value)
    ? value
        .map((item) => contextOf(item))
        .join('')
        .trim()
    : ''
}

function contextOf(item: Value): string {
  if (typeof item === 'string') return `${item}\n`
  if (!isDict(item) || !Object.hasOwn(item, 'content')) {
    throw new NodeError(`Invalid context structure: ${pythonRepr(item)}`, { type: 'InvalidContextStructureError' })
  }
  const { summary = null, content = null } = item
  return `${summary === null || summary === '' ? '' : `${pythonText(summary)}\n`}${pythonText(content)}\n`
}
