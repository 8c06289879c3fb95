import type { Value } from '../values/value.ts'
import { textOfMessage } from './prompt-message.ts'
import type { PromptMessage, PromptPart } from './prompt-message.ts'

/** A prompt as `process_data.prompts` shows it: files are hinted at by the ends of their content. */
export function describePrompt(messages: readonly PromptMessage[], mode: 'chat' | 'completion'): Value {
  const shown = mode === 'completion' ? messages.slice(0, 1) : messages
  return shown.map((message) => describeMessage(message, mode))
}

function describeMessage(message: PromptMessage, mode: 'chat' | 'completion'): Value {
  const role = mode === 'completion' ? 'user' : message.role
  const text = textOfMessage(message)
  if (message.role === 'tool') return { role, text, files: [] }
  const calls = message.toolCall === undefined ? {} : { tool_calls: [describeCall(message.toolCall)] }
  return { role, text, files: message.parts.flatMap(describeFile), ...calls }
}

function describeFile(part: PromptPart): Value[] {
  if (part.kind === 'text') return []
  const { type, mime_type, name } = part.file.facts
  const data = `data:${mime_type};base64,${Buffer.from(part.content ?? []).toString('base64')}`
  const ends = `${data.slice(0, 10)}...[TRUNCATED]...${data.slice(-10)}`
  return [{ type, data: ends, ...(type === 'image' ? { detail: part.detail } : { filename: name }) }]
}

function describeCall({
  id,
  name,
  argumentsJson,
}: {
  readonly id: string
  readonly name: string
  readonly argumentsJson: string
}): Value {
  return { id, type: 'function', function: { name, arguments: argumentsJson } }
}
