/** Who speaks a prompt; `instruction` and `query` belong to nodes that assemble their own messages. */
export type PromptRole = 'system' | 'user' | 'assistant' | 'completion' | 'instruction' | 'query'

/**
 * How Dify expands a prompt: `workflow` is `{{#node.variable#}}`, `jinja2` is Jinja2, `app` is the `{{variable}}` of
 * apps without a graph, `none` is text that Dify sends as it stands.
 */
export type TemplateSyntax = 'workflow' | 'jinja2' | 'app' | 'none'

/** One place in a prompt that reads a variable. */
export interface PromptReference {
  /** As written, braces included: `{{#llm.text#}}`. */
  readonly text: string
  /** `['llm', 'text']`; a Jinja2 or app variable has one element. */
  readonly selector: readonly string[]
  /** UTF-16 offset in the prompt's text. */
  readonly offset: number
  /** 1-based position in the file. */
  readonly line: number
  readonly column: number
}

/** One prompt of an app: which node holds it, where it stands in the file, what it says. */
export interface PromptSlot {
  /** `<workflow_id>_<node_id>_<slot>`, unique in its file. */
  readonly id: string
  /** `app` in apps without a graph. */
  readonly node_id: string
  readonly node_title: string
  readonly node_type: string
  /** Names the prompt inside its node: `system`, `user`, `user_2`, `memory_query`, `instruction`, `pre_prompt`, `chat_1`… */
  readonly slot: string
  readonly role: PromptRole
  /** JSON Pointer (RFC 6901) to the text in the file. */
  readonly pointer: string
  readonly syntax: TemplateSyntax
  readonly text: string
  readonly references: readonly PromptReference[]
  /** 1-based position of the text's first character in the file, an opening quote included. */
  readonly line: number
  readonly column: number
}
