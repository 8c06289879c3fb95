import { isRecord, recordOf, textOf } from '../../app/untyped.ts'
import { NodeError } from '../../errors.ts'
import { memoryMessages, memoryText, readMemory } from '../../models/conversation-memory.ts'
import { textMessage } from '../../models/prompt-message.ts'
import type { PromptMessage } from '../../models/prompt-message.ts'
import { addFiles, filesOf } from '../../models/vision-files.ts'
import { renderText } from '../../values/render-value.ts'
import { parseTemplate } from '../../variables/render-template.ts'
import type { NodeContext, RuntimeNode } from '../node-runner.ts'
import { readNodeInputs } from '../read-node-inputs.ts'
import { runSandboxed } from '../run-sandboxed.ts'
import type { LlmInputs } from './llm-inputs.ts'
import { readPromptTemplates } from './prompt-templates.ts'
import type { PromptTemplate } from './prompt-templates.ts'

/** Builds the messages of an `llm` node. */
export async function buildLlmPrompt(
  node: RuntimeNode,
  context: NodeContext,
  given: LlmInputs,
): Promise<readonly PromptMessage[]> {
  const builder: Builder = { node, context, given }
  const messages = isRecord(node.data['prompt_template']) ? await completionPrompt(builder) : await chatPrompt(builder)
  return addFiles(messages, given.vision)
}

interface Builder {
  readonly node: RuntimeNode
  readonly context: NodeContext
  readonly given: LlmInputs
}

async function chatPrompt(builder: Builder): Promise<readonly PromptMessage[]> {
  const { node, context } = builder
  const messages: PromptMessage[] = []
  for (const template of readPromptTemplates(node)) messages.push(...(await renderMessage(template, builder)))
  messages.push(...memoryMessages(readMemory(node, context)))
  const question = readQuestion(builder)
  if (question !== '') {
    const asked = { role: 'user', text: question, isJinja: false } as const
    messages.push(...(await renderMessage(asked, { ...builder, given: { ...builder.given, context: '' } })))
  }
  return messages
}

/** The whole prompt is one text, with what was said before in it or in front of it. */
async function completionPrompt(builder: Builder): Promise<readonly PromptMessage[]> {
  const { node, context } = builder
  const [template] = readPromptTemplates(node)
  const text = template === undefined ? '' : await renderTemplateText(template, builder)
  const memory = recordOf(node.data['memory'])
  const turns = readMemory(node, context)
  if (context.conversation !== undefined && isRecord(node.data['memory']) && !isRecord(memory['role_prefix'])) {
    throw new NodeError('Memory role prefix is required for completion model.', {
      type: 'MemoryRolePrefixRequiredError',
    })
  }
  const prefix = recordOf(memory['role_prefix'])
  const history = memoryText(turns, {
    user: textOf(prefix['user']) ?? '',
    assistant: textOf(prefix['assistant']) ?? '',
  })
  const told = text.includes('#histories#') ? text.replaceAll('#histories#', () => history) : `${history}\n${text}`
  const question = readQuestion(builder)
  return [textMessage('user', question === '' ? told : told.replaceAll('#sys.query#', () => question))]
}

/** What the user asks in this turn, for nodes with memory: by a template of its own, else as it was said. */
function readQuestion({ node: { data }, context: { variables, dify } }: Builder): string {
  if (!isRecord(data['memory'])) return ''
  const template = textOf(recordOf(data['memory'])['query_prompt_template']) ?? ''
  return template === '' ? renderText(variables.get(['sys', 'query']) ?? null, dify) : template
}

/** A message for the text, and one of the same role for the files that the text mentions. */
async function renderMessage(template: PromptTemplate, builder: Builder): Promise<readonly PromptMessage[]> {
  const { given, context } = builder
  const text = await renderTemplateText(template, builder)
  const mentioned = template.isJinja ? [] : filesIn(fillContext(template.text, given.context), context)
  const message = text === '' ? [] : [textMessage(template.role, text)]
  if (mentioned.length === 0) return message
  const parts = mentioned.map((file) => ({ kind: 'file', file, detail: given.vision.detail }) as const)
  return [...message, { role: template.role, parts }]
}

async function renderTemplateText(
  { text, isJinja }: PromptTemplate,
  { node, context, given }: Builder,
): Promise<string> {
  if (!isJinja) return context.renderText(fillContext(text, given.context))
  if (text === '') return ''
  const variables = recordOf(node.data['prompt_config'])['jinja2_variables']
  const inputs = readNodeInputs({ ...node, data: { variables } }, context.variables)
  const sandbox = await context.sandbox()
  const rendered = sandbox.renderJinja(text, inputs, { signal: context.signal })
  return runSandboxed(rendered, { type: 'CodeExecutionError', inputs: {} })
}

/** Dify replaces the name with one pair of its braces: the other pair stays around the context. */
function fillContext(text: string, context: string): string {
  return context === '' ? text : text.replaceAll('{#context#}', () => context)
}

function filesIn(text: string, { variables }: NodeContext): ReturnType<typeof filesOf> {
  return parseTemplate(text)
    .flatMap((part) => (typeof part === 'string' ? [] : filesOf(variables.get(part) ?? null)))
    .filter(({ facts }) => facts.type !== 'custom')
}
