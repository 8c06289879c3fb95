/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export interface ChatMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool' | 'function'
  /** The text; parts that are no text are left out. */
  readonly text: string
  readonly hasToolCalls: boolean
}

export interface ChatTool {
  readonly name: string
  readonly description: string
  readonly parameters: Json
}

/** What the simulator understands of a request to `/v1/chat/completions`; it ignores the rest. */
export interface ChatRequest {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  readonly isStreamed: boolean
  readonly wantsUsage: boolean
  readonly choices: number
  readonly maxTokens: number | undefined
  readonly tools: readonly ChatTool[]
  /** `auto`, `none`, `required`, or the name of the tool that must be called. */
  readonly toolChoice: string
  readonly responseFormat: 'text' | 'json' | { readonly schema: Json }
  /** Everything that the answer depends on, as one text. */
  readonly identity: string
  /** Which draw this is; from the header `x-repeat-index`, else from `seed`. */
  readonly repeat: string
}
