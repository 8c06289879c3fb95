/**
 * The prompts of an extractor: rules, worked examples, and the text with the JSON schema of what to extract. Where the model can call
 * tools, the examples call one; elsewhere they answer with JSON.
 */
import { randomUUID } from 'node:crypto'
import { recordOf, textOf } from '../../app/untyped.ts'
import { memoryText, readMemory } from '../../models/conversation-memory.ts'
import { textMessage } from '../../models/prompt-message.ts'
import type { PromptMessage, SpokenMessage } from '../../models/prompt-message.ts'
import { renderAppTemplate } from '../../variables/render-app-template.ts'
import { pythonJson } from '../../values/python-json.ts'
import { toValue } from '../../values/to-value.ts'
import type { NodeContext, RuntimeNode } from '../node-runner.ts'
import type { ParametersSchema } from './extractor-parameters.ts'

/** The tool that a model calls with what it extracted. */
export const extractorTool = 'extract_parameters'

export interface ExtractorTask {
  readonly query: string
  readonly schema: ParametersSchema
  /** Whether the model calls a tool. */
  readonly callsTool: boolean
}

/** Builds the messages of an extractor. */
export function buildExtractorPrompt(node: RuntimeNode, context: NodeContext, task: ExtractorTask): PromptMessage[] {
  const instruction = context.renderText(textOf(node.data['instruction']) ?? '')
  const histories = memoryText(readMemory(node, context))
  const rules = task.callsTool ? toolRules(instruction, histories) : textRules(instruction, histories)
  const asked = render(questionOf(task.query, task.schema))
  if (recordOf(node.data['model'])['mode'] === 'completion') {
    const shown = examples.map(({ text, schema, found }) => `${questionOf(text, schema)}\n\n${JSON.stringify(found)}`)
    return [textMessage('user', [render(rules), ...shown, asked].join('\n\n'))]
  }
  const turns = examples.flatMap((example) => (task.callsTool ? toolTurns(example) : textTurns(example)))
  return [textMessage('system', render(rules)), ...turns, textMessage('user', asked)]
}

/** Dify expands these messages once more, with no variable known. */
function render(text: string): string {
  return renderAppTemplate(text, {}, { withNodeVariables: true })
}

function questionOf(text: string, schema: ParametersSchema): string {
  return `Find the values for this structure, a JSON schema:
<structure>
${pythonJson(toValue(schema), { ensureAscii: true })}
</structure>

The text to read:
<context>
${text}
</context>`
}

function toolRules(instruction: string, histories: string): string {
  return `You read texts and pick out the values that a structure asks for. Call the tool ${extractorTool} exactly once, with one argument for each property of the structure.

${commonRules(instruction, histories)}`
}

function textRules(instruction: string, histories: string): string {
  return `You read texts and pick out the values that a structure asks for. Reply with one JSON object that follows the structure, and write nothing else.

${commonRules(instruction, histories)}`
}

function commonRules(instruction: string, histories: string): string {
  return `- Use what the text says; do not make values up. What is required and not said is left empty in its type: "", 0, false or [].
- Keep to the type of each property, and to its listed options where it has any.
- Follow what stands between <instruction> tags. What was said before stands between <histories> tags.

<instruction>
${instruction}
</instruction>

<histories>
${histories}
</histories>`
}

interface Example {
  readonly text: string
  readonly schema: ParametersSchema
  readonly found: Readonly<Record<string, unknown>>
}

const examples: readonly Example[] = [
  {
    text: 'Can you tell me how warm it gets in Lisbon tomorrow?',
    schema: {
      type: 'object',
      properties: { place: { description: 'The city that is asked about', type: 'string' } },
      required: ['place'],
    },
    found: { place: 'Lisbon' },
  },
  {
    text: 'Put me down for 3 tickets, please, and two of them should be near the stage.',
    schema: {
      type: 'object',
      properties: {
        tickets: { description: 'How many tickets', type: 'number' },
        name: { description: 'Who orders', type: 'string' },
      },
      required: ['tickets', 'name'],
    },
    found: { tickets: 3, name: '' },
  },
]

function textTurns({ text, schema, found }: Example): PromptMessage[] {
  return [textMessage('user', questionOf(text, schema)), textMessage('assistant', JSON.stringify(found))]
}

function toolTurns({ text, schema, found }: Example): PromptMessage[] {
  const toolCall = { id: `call_${randomUUID()}`, name: extractorTool, argumentsJson: JSON.stringify(found) }
  const call: SpokenMessage = { ...textMessage('assistant', 'I call the tool with the values I found.'), toolCall }
  return [
    textMessage('user', questionOf(text, schema)),
    call,
    { role: 'tool', text: 'The call was correct.', toolCall },
    textMessage('assistant', 'The values are extracted.'),
  ]
}
