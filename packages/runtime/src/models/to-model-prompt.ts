import type { LanguageModelV4FilePart, LanguageModelV4Message, LanguageModelV4TextPart } from '@ai-sdk/provider'
import { textOfMessage } from './prompt-message.ts'
import type { PromptMessage, PromptPart, SpokenMessage, ToolCall } from './prompt-message.ts'

/** A prompt in the form of the AI SDK. Files must have been read. */
export function toModelPrompt(messages: readonly PromptMessage[]): LanguageModelV4Message[] {
  return messages.map((message) => {
    if (message.role === 'tool') return toolMessage(message.text, message.toolCall)
    if (message.role === 'system') return { role: 'system', content: textOfMessage(message) }
    const content = message.parts.map(toPart)
    if (message.role === 'user') return { role: 'user', content }
    return { role: 'assistant', content: [...content, ...callParts(message)] }
  })
}

function toolMessage(text: string, { id, name }: ToolCall): LanguageModelV4Message {
  const output = { type: 'text', value: text } as const
  return { role: 'tool', content: [{ type: 'tool-result', toolCallId: id, toolName: name, output }] }
}

function toPart(part: PromptPart): LanguageModelV4TextPart | LanguageModelV4FilePart {
  if (part.kind === 'text') return { type: 'text', text: part.text }
  const { file, content, detail } = part
  if (content === undefined) throw new Error(`The file ${file.facts.name} has not been read`)
  return {
    type: 'file',
    filename: file.facts.name,
    mediaType: file.facts.mime_type,
    data: { type: 'data', data: content },
    ...(file.facts.type === 'image' ? { providerOptions: { openai: { imageDetail: detail } } } : {}),
  }
}

function callParts({
  toolCall,
}: SpokenMessage): { type: 'tool-call'; toolCallId: string; toolName: string; input: unknown }[] {
  if (toolCall === undefined) return []
  const { id, name, argumentsJson } = toolCall
  return [{ type: 'tool-call', toolCallId: id, toolName: name, input: JSON.parse(argumentsJson) as unknown }]
}
