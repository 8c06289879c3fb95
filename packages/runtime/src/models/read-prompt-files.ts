import type { NodeContext } from '../nodes/node-runner.ts'
import type { PromptMessage } from './prompt-message.ts'

/** Reads the content of all files of a prompt. */
export async function readPromptFiles(
  messages: readonly PromptMessage[],
  context: Pick<NodeContext, 'readFile'>,
): Promise<readonly PromptMessage[]> {
  return messages.some(hasFile) ? Promise.all(messages.map(async (message) => readMessage(message, context))) : messages
}

function hasFile(message: PromptMessage): boolean {
  return message.role !== 'tool' && message.parts.some(({ kind }) => kind === 'file')
}

async function readMessage(message: PromptMessage, context: Pick<NodeContext, 'readFile'>): Promise<PromptMessage> {
  if (message.role === 'tool') return message
  const parts = message.parts.map(async (part) =>
    part.kind === 'file' ? { ...part, content: await context.readFile(part.file) } : part,
  )
  return { ...message, parts: await Promise.all(parts) }
}
