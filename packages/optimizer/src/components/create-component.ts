import type { Prompt } from '@autoopt/storage-core'
import { readPromptContext } from '../analysis/prompt-context.ts'
import type { PromptRole } from '@autoopt/dsl'
import type { Component } from '../search/component.ts'
import { countPlaceholders } from './placeholders.ts'
import { findLockedSpans } from './locked-spans.ts'

/** What a component holds beside what its prompt says. */
export interface ComponentFacts extends Pick<Component, 'reads' | 'writes' | 'model'> {
  readonly role: PromptRole
  /** Prompt ids and literal texts that a person locked. */
  readonly locked: readonly string[]
  /** Words that must stay where the prompt holds them. */
  readonly labels: readonly string[]
  readonly maxChars?: number
}

/** Longer than any prompt that people keep by hand; models with small windows need a lower limit. */
const defaultMaxChars = 40_000

export function createComponent(prompt: Prompt, facts: ComponentFacts): Component {
  const { slot, node_title, syntax } = readPromptContext(prompt.context)
  const literals = facts.locked.includes(prompt.id) ? [prompt.text] : facts.locked
  const { id, text } = prompt
  return {
    id,
    nodeId: prompt.node_id,
    nodeTitle: node_title,
    nodeType: prompt.node_type,
    slot,
    role: facts.role,
    syntax,
    text,
    placeholders: countPlaceholders(text, syntax),
    locked: findLockedSpans(text, { promptId: id, syntax, literals, labels: facts.labels }),
    isJinja: syntax === 'jinja2',
    ...(facts.model === undefined ? {} : { model: facts.model }),
    maxChars: Math.max(facts.maxChars ?? defaultMaxChars, text.length),
    reads: facts.reads,
    writes: facts.writes,
    prompt,
  }
}
