import { z } from 'zod'

/** What a conversation carries from one run to the next. */
export const conversationStateSchema = z.looseObject({
  id: z.string(),
  /** Conversation variables by name; those that are not here have the value of the file. */
  variables: z.record(z.string(), z.unknown()),
  turns: z.array(z.looseObject({ query: z.string(), answer: z.string() })),
})
export type ConversationState = z.infer<typeof conversationStateSchema>
