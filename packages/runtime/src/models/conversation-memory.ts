import { recordOf } from '../app/untyped.ts'
import type { ConversationTurn, NodeContext, RuntimeNode } from '../nodes/node-runner.ts'
import { textMessage } from './prompt-message.ts'
import type { PromptMessage } from './prompt-message.ts'

/** Dify remembers no more turns than this. */
const mostTurns = 500

/** The turns that a node with `memory` remembers; none for others, and in apps without conversations. */
export function readMemory(
  { data }: Pick<RuntimeNode, 'data'>,
  { conversation }: Pick<NodeContext, 'conversation'>,
): readonly ConversationTurn[] {
  if (data['memory'] === undefined || data['memory'] === null || conversation === undefined) return []
  const { enabled, size } = recordOf(recordOf(data['memory'])['window'])
  const isLimited = enabled === true && typeof size === 'number' && size > 0
  return conversation.history.slice(-Math.min(isLimited ? size : mostTurns, mostTurns))
}

/** Turns as messages. */
export function memoryMessages(turns: readonly ConversationTurn[]): PromptMessage[] {
  return turns.flatMap(({ query, answer }) => [textMessage('user', query), textMessage('assistant', answer)])
}

export interface RolePrefixes {
  readonly user: string
  readonly assistant: string
}

/** Turns as text, a line for each side. */
export function memoryText(
  turns: readonly ConversationTurn[],
  { user, assistant }: RolePrefixes = { user: 'Human', assistant: 'Assistant' },
): string {
  return turns.map(({ query, answer }) => `${user}: ${query}\n${assistant}: ${answer}`).join('\n')
}
