import type { PromptRole, TemplateSyntax } from '@autoopt/dsl'
import type { Component } from '../search/component.ts'
import { checkLocks } from './check-locks.ts'
import type { ComponentOptions } from './components-from-dsl.ts'
import { createComponent } from './create-component.ts'
import { countPlaceholders } from './placeholders.ts'

/** A prompt of a program that knows nothing of Dify. Each is a node of its own unless `node` says otherwise. */
export interface PlainPrompt {
  readonly text: string
  /** Default `system`. */
  readonly role?: PromptRole
  /** The step of the program that sends the prompt: prompts with the same one go out together. Default: the prompt's id. */
  readonly node?: string
  /** What the step is called where people and models read of it. Default: `node`. */
  readonly title?: string
  /** Default `app`: `{{name}}` is a placeholder. */
  readonly syntax?: TemplateSyntax
  /** Texts that must stay in the prompt, at whatever place: labels that a program reads, placeholders of another form. */
  readonly keep?: readonly string[]
  /** What the step is given and gives, for the map of the workflow. Default: the placeholders, and the step's `text`. */
  readonly reads?: readonly string[]
  readonly writes?: readonly string[]
}

/**
 * Components from prompts by id, for whoever optimizes a program of their own.
 *
 * @throws {@link LockMarkerError} when lock markers do not pair up.
 * @throws {@link UnknownLockError} when a lock stands in no prompt.
 */
export function componentsFromTexts(
  prompts: Readonly<Record<string, string | PlainPrompt>>,
  { locked = [], maxChars, now = new Date() }: ComponentOptions = {},
): Component[] {
  const components = Object.entries(prompts).map(([id, given]) => {
    const plain: PlainPrompt = typeof given === 'string' ? { text: given } : given
    const { text, role = 'system', node = id, title = node, syntax = 'app', keep = [] } = plain
    const { reads = namesIn(text, syntax), writes = [`${node}.text`] } = plain
    const prompt = {
      id,
      workflow_id: 'program',
      node_id: node,
      node_type: 'llm',
      text,
      role,
      variables: namesIn(text, syntax),
      context: { slot: role, syntax, node_title: title },
      extracted_at: now.toISOString(),
    }
    return createComponent(prompt, {
      role,
      locked,
      labels: keep,
      reads,
      writes,
      ...(maxChars === undefined ? {} : { maxChars }),
    })
  })
  checkLocks(locked, components)
  return components
}

function namesIn(text: string, syntax: TemplateSyntax): string[] {
  return [...countPlaceholders(text, syntax).keys()].map((placeholder) => placeholder.replace(/^[{#\s]+|[}#\s]+$/g, ''))
}
