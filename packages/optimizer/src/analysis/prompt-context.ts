import type { AppMode, DslFinding, PromptRole, TemplateSyntax } from '@autoopt/dsl'

/** Another prompt of the same node: what the same model call also says. */
export interface SiblingPrompt {
  readonly slot: string
  readonly role: PromptRole
  /** Whether it stands before this prompt in the node. */
  readonly before: boolean
  readonly text: string
}

/** A later node that reads the output of the prompt's node. */
export interface OutputReader {
  readonly node_type: string
  /** What it reads, the prompt's own node left out: `['text']`, `['structured_output', 'city']`. */
  readonly path: readonly string[]
}

/** Where a prompt stands and what surrounds it: the `context` of an extracted `Prompt`. Plain JSON. */
export interface PromptContext {
  readonly slot: string
  readonly pointer: string
  readonly syntax: TemplateSyntax
  readonly node_title: string
  readonly app_mode: AppMode
  /** 1-based position in the app file. */
  readonly line: number
  readonly column: number
  /** In the node's order, at most {@link maxSiblings}. */
  readonly siblings: readonly SiblingPrompt[]
  /** Broken references of this prompt. */
  readonly reference_findings: readonly DslFinding[]
  /** References, as in `Prompt.variables`, whose value is text that an end user wrote. */
  readonly user_variables: readonly string[]
  /** References whose value may be longer than a phrase: paragraphs, documents, answers of models and tools. */
  readonly long_variables: readonly string[]
  /** Variables declared for the prompt that no prompt of its node reads. */
  readonly unused_variables: readonly string[]
  /** The JSON Schema that the node's answer must follow; `null` where structured output is off. */
  readonly output_schema: Readonly<Record<string, unknown>> | null
  /** Classes of a question classifier. */
  readonly class_names: readonly string[]
  /** Names that a parameter extractor fills in. */
  readonly parameters: readonly string[]
  readonly output_readers: readonly OutputReader[]
  /** What a later branch takes for "no answer": `none`, `未知`. */
  readonly fallback: string | null
  /** What `{{#context#}}` stands for: `retrieval.result`. Empty where it stands for nothing. */
  readonly context_variable: string
  /** Whether the context is passages retrieved from a knowledge base. */
  readonly has_knowledge: boolean
  /** Whether the node sends the conversation so far. */
  readonly has_memory: boolean
  /** Whether the node sends images or files. */
  readonly has_vision: boolean
}

/** How many siblings a context keeps; more messages than that in one node are few-shot dialogues. */
export const maxSiblings = 16

const roles: readonly PromptRole[] = ['system', 'user', 'assistant', 'completion', 'instruction', 'query']
const syntaxes: readonly TemplateSyntax[] = ['workflow', 'jinja2', 'app', 'none']
const modes: readonly AppMode[] = ['workflow', 'advanced-chat', 'chat', 'agent-chat', 'completion', 'agent']

/** The context of a stored or hand-made prompt: whatever is missing or of another type reads as "nothing known". */
export function readPromptContext(context: Readonly<Record<string, unknown>>): PromptContext {
  return {
    slot: text(context['slot']),
    pointer: text(context['pointer']),
    syntax: oneOf(syntaxes, context['syntax']) ?? 'workflow',
    node_title: text(context['node_title']),
    app_mode: oneOf(modes, context['app_mode']) ?? 'workflow',
    line: count(context['line']),
    column: count(context['column']),
    siblings: records(context['siblings']).flatMap(readSibling),
    reference_findings: records(context['reference_findings']).filter(isDslFinding),
    user_variables: texts(context['user_variables']),
    long_variables: texts(context['long_variables']),
    unused_variables: texts(context['unused_variables']),
    output_schema: isRecord(context['output_schema']) ? context['output_schema'] : null,
    class_names: texts(context['class_names']),
    parameters: texts(context['parameters']),
    output_readers: records(context['output_readers']).map(readReader),
    fallback: typeof context['fallback'] === 'string' ? context['fallback'] : null,
    context_variable: text(context['context_variable']),
    has_knowledge: context['has_knowledge'] === true,
    has_memory: context['has_memory'] === true,
    has_vision: context['has_vision'] === true,
  }
}

/** Whether a value is an object that is not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readSibling(value: Record<string, unknown>): SiblingPrompt[] {
  const role = oneOf(roles, value['role'])
  if (role === undefined) return []
  return [{ slot: text(value['slot']), role, before: value['before'] === true, text: text(value['text']) }]
}

function readReader(value: Record<string, unknown>): OutputReader {
  return { node_type: text(value['node_type']), path: texts(value['path']) }
}

function isDslFinding(value: Record<string, unknown>): value is Record<string, unknown> & DslFinding {
  return (
    ['rule', 'severity', 'message', 'reference'].every((key) => typeof value[key] === 'string') &&
    typeof value['offset'] === 'number'
  )
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown): T | undefined {
  return allowed.find((item) => item === value)
}
