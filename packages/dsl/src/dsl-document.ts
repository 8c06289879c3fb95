import type { WorkflowGraph } from './graph.ts'
import type { PromptSlot, TemplateSyntax } from './prompt-slot.ts'

export type AppMode = 'workflow' | 'advanced-chat' | 'chat' | 'agent-chat' | 'completion' | 'agent'

/** An input that a run of the app asks for. */
export interface StartInput {
  readonly variable: string
  readonly label: string
  /** As Dify names it: `text-input`, `paragraph`, `select`, `number`, `file`, `file-list`, `checkbox`, … */
  readonly type: string
  readonly required: boolean
  readonly options: readonly string[]
  /** Characters; absent means unlimited. */
  readonly max_length?: number
  readonly default?: unknown
}

/** Text near a prompt that a model may read or that often assembles prompts; reported on request, never rewritten. */
export interface SecondaryText {
  readonly kind:
    | 'class_name'
    | 'parameter_description'
    | 'answer'
    | 'template'
    | 'opening_statement'
    | 'schema_description'
    | 'tool_parameter'
    | 'http_body'
    | 'variable_default'
  readonly node_id: string
  readonly node_title: string
  readonly node_type: string
  readonly pointer: string
  readonly syntax: TemplateSyntax
  readonly text: string
  readonly line: number
  readonly column: number
}

export type DslRule =
  | 'unknown-node'
  | 'node-does-not-dominate'
  | 'unknown-variable'
  | 'ignored-reference'
  | 'sys-variable-not-in-mode'
  | 'workflow-reference-in-jinja2'

/** A mistake in what a prompt reads. */
export interface DslFinding {
  readonly rule: DslRule
  /** `error`: the node fails when it runs. `warning`: the text reaches the model unexpanded, or the reference fails on some branches. */
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly prompt_id: string
  readonly node_id: string
  readonly pointer: string
  /** The reference as written. */
  readonly reference: string
  /** UTF-16 offset in the prompt's text. */
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** A parsed app file. Immutable: {@link DslDocument.replacePrompts} returns new text. */
export interface DslDocument {
  readonly mode: AppMode
  /** `0.1.0` when the file names none, as Dify reads it. */
  readonly dsl_version: string
  readonly app_name: string
  readonly workflow_id: string
  readonly inputs: readonly StartInput[]
  /** Absent in chat, agent-chat, completion and agent apps. */
  readonly graph: WorkflowGraph | undefined
  /** In the order of the file's nodes, then of each node's slots. */
  readonly prompts: readonly PromptSlot[]
  /** Broken references, in the order of {@link DslDocument.prompts}. */
  readonly findings: readonly DslFinding[]
  /** The source text, exactly as parsed. */
  readonly source: string
  /** Class names, parameter descriptions, answers, templates and other texts near prompts. Computed on call. */
  secondaryTexts(): SecondaryText[]
  /**
   * The value at a JSON Pointer, as PyYAML (and so Dify) reads it; `undefined` where there is none. Dates stay text, and
   * integers beyond 2^53 are the nearest double. What aliases repeat is shared, so do not change it.
   */
  valueAt(pointer: string): unknown
  /**
   * The source with some prompts replaced; every byte outside the replaced scalars stays.
   * @param texts new text by prompt id or by JSON Pointer.
   * @throws {@link UnknownPromptError} when a key names no prompt of this document.
   * @throws {@link ReplaceError} when the result would not read back as exactly the given texts, or would change a
   * place that shares a text with a prompt through an anchor.
   */
  replacePrompts(texts: Readonly<Record<string, string>>): string
}
