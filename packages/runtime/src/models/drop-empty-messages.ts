import type { ModelFeature } from '../nodes/node-runner.ts'
import type { FileType } from '../values/file-value.ts'
import type { PromptMessage, PromptPart } from './prompt-message.ts'

/**
 * Leaves out what a model cannot read, and messages in which nothing is left.
 *
 * @param features what the model can do; `undefined` when it can do everything.
 */
export function dropEmptyMessages(
  messages: readonly PromptMessage[],
  features: readonly ModelFeature[] | undefined,
): PromptMessage[] {
  return messages.flatMap((message): PromptMessage[] => {
    if (message.role === 'tool') return [message]
    const parts = message.parts.filter((part) => canRead(part, features))
    const isEmpty = parts.every((part) => part.kind === 'text' && part.text === '')
    return isEmpty && message.toolCall === undefined ? [] : [{ ...message, parts }]
  })
}

function canRead(part: PromptPart, features: readonly ModelFeature[] | undefined): boolean {
  if (part.kind === 'text' || features === undefined) return true
  return features.some((feature) => feature === featureFor[part.file.facts.type])
}

/** No feature stands for the other types. */
const featureFor: Readonly<Partial<Record<FileType, ModelFeature>>> = { image: 'vision', document: 'document' }
