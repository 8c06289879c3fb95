import type { FileValue } from '../values/file-value.ts'

/** A message for a model, before files are read. */
export type PromptMessage = SpokenMessage | ToolMessage

/** A message of text and files. */
export interface SpokenMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly parts: readonly PromptPart[]
  /** The tool that an assistant calls with the message. */
  readonly toolCall?: ToolCall
}

/** What a tool answered. */
interface ToolMessage {
  readonly role: 'tool'
  readonly text: string
  readonly toolCall: ToolCall
}

export interface ToolCall {
  readonly id: string
  readonly name: string
  /** As JSON. */
  readonly argumentsJson: string
}

export type PromptPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly file: FileValue; readonly content?: Uint8Array; readonly detail: ImageDetail }

export type ImageDetail = 'low' | 'high'

/** A message of one text. */
export function textMessage(role: SpokenMessage['role'], text: string): SpokenMessage {
  return { role, parts: [{ kind: 'text', text }] }
}

/** The text of a message, its parts joined. */
export function textOfMessage(message: PromptMessage): string {
  if (message.role === 'tool') return message.text
  return message.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
}
