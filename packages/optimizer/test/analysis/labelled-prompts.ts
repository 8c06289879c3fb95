import type { Prompt } from '@autoopt/storage-core'
import type { PromptContext } from '../../src/analysis/prompt-context.ts'
import { english } from './labelled-prompts-en.ts'
import { long } from './labelled-prompts-long.ts'
import { unseen } from './labelled-prompts-unseen.ts'
import { eastern } from './labelled-prompts-zh.ts'

/** A prompt with the rules that a person who reads it would want to fire, decided before the rules were run on it. */
export interface LabelledPrompt {
  readonly name: string
  readonly text: string
  /** Rules that ought to fire at least once. All others ought to stay silent. */
  readonly fires: readonly string[]
  /** Rules that ought to stay silent although something in the prompt resembles what they look for. */
  readonly near?: readonly string[]
  /** Default: `system`. */
  readonly role?: Prompt['role']
  /** Default: `llm`. */
  readonly nodeType?: string
  readonly context?: Partial<PromptContext>
}

export const labelledPrompts: readonly LabelledPrompt[] = [...english, ...eastern, ...long, ...unseen]

/** Variables of the labelled prompts that end users write; they are long as well. */
const userVariables = new Set(['sys.query', 'start.text', 'start.email', 'start.review', 'start.question'])
const longVariables = new Set([...userVariables, 'context', 'doc.text', 'llm.text', 'search.result', 'http.body'])

/** A labelled prompt as the extractor would give it. */
export function asPrompt({
  name,
  text,
  role = 'system',
  nodeType = 'llm',
  context = {},
}: Omit<LabelledPrompt, 'fires'>): Prompt {
  const variables = Array.from(text.matchAll(/\{\{\s?#?([\w.]+)#?\s?\}\}/g), (match) => match[1] ?? '')
  return {
    id: `labelled_${name}`,
    workflow_id: 'labelled',
    node_id: 'node',
    node_type: nodeType,
    text,
    role,
    variables,
    context: {
      slot: role,
      syntax: 'workflow',
      app_mode: 'workflow',
      user_variables: variables.filter((variable) => userVariables.has(variable)),
      long_variables: variables.filter((variable) => longVariables.has(variable)),
      ...context,
    },
    extracted_at: '2026-01-01T00:00:00Z',
  }
}
