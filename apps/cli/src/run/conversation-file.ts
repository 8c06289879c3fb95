import { existsSync } from 'node:fs'
import { conversationStateSchema } from '@autoopt/runtime'
import type { ConversationState } from '@autoopt/runtime'
import { UsageError } from '../exit-code.ts'
import { readText } from '../files/read-text.ts'
import { writeText } from '../files/write-text.ts'

/**
 * Reads the conversation of a chat; `undefined` when the file is not there yet.
 *
 * @throws {@link UsageError} when the file holds something else.
 */
export async function readConversation(path: string): Promise<ConversationState | undefined> {
  if (!existsSync(path)) return undefined
  const text = await readText(path)
  try {
    return conversationStateSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new UsageError(`${path} holds no conversation. Name a new file to begin one.`, { cause: error })
  }
}

/** Keeps the conversation for the next turn. */
export async function writeConversation(path: string, conversation: ConversationState): Promise<void> {
  await writeText(path, `${JSON.stringify(conversation, null, 2)}\n`)
}
