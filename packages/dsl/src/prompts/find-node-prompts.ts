import type { PromptRole } from '../prompt-slot.ts'
import type { Path } from '../source/json-pointer.ts'
import { fieldOf, listOf, textOf } from '../source/untyped.ts'
import type { UntypedRecord } from '../source/untyped.ts'
import type { AppNode } from '../graph/app-node.ts'
import { nextSlot } from './next-slot.ts'
import type { PromptPlace } from './prompt-place.ts'

/**
 * The prompts of one workflow node. An empty text is no prompt, but keeps its number: when the first of two user
 * messages is emptied, the second is still `user_2`.
 */
export function findNodePrompts({ type, data, path }: AppNode): PromptPlace[] {
  return findPlaces(type, data).flatMap((place) =>
    place.text === '' ? [] : [{ ...place, path: [...path, 'data', ...place.path] }],
  )
}

function findPlaces(type: string, data: UntypedRecord): PromptPlace[] {
  switch (type) {
    case 'llm':
      return [...templatePlaces(data['prompt_template']), ...textPlace(data, 'memory_query', 'user', memoryPath)]
    case 'question-classifier':
    case 'parameter-extractor':
      return textPlace(data, 'instruction', 'instruction', ['instruction'])
    case 'agent':
      return [
        ...textPlace(data, 'instruction', 'instruction', ['agent_parameters', 'instruction', 'value']),
        ...textPlace(data, 'query', 'query', ['agent_parameters', 'query', 'value']),
        ...textPlace(data, 'workflow_prompt', 'instruction', ['agent_job', 'workflow_prompt']),
      ]
    default:
      return []
  }
}

const memoryPath = ['memory', 'query_prompt_template'] as const

/** A list holds the messages of a chat model, a mapping the text of a completion model. */
function templatePlaces(template: unknown): PromptPlace[] {
  if (!Array.isArray(template)) return templateText(template, 'completion', 'completion', ['prompt_template'])
  const counts = new Map<string, number>()
  return listOf(template).flatMap((message, index) => {
    const role = messageRole(fieldOf(message, 'role'))
    if (role === undefined) return []
    return templateText(message, nextSlot(counts, role), role, ['prompt_template', index])
  })
}

/** With `edition_type: jinja2` Dify reads `jinja2_text`, and a stale copy may remain in `text`. */
function templateText(template: unknown, slot: string, role: PromptRole, path: Path): PromptPlace[] {
  const isJinja = fieldOf(template, 'edition_type') === 'jinja2'
  const key = isJinja ? 'jinja2_text' : 'text'
  const text = textOf(fieldOf(template, key))
  return text === undefined ? [] : [{ slot, role, syntax: isJinja ? 'jinja2' : 'workflow', path: [...path, key], text }]
}

function textPlace(data: UntypedRecord, slot: string, role: PromptRole, path: readonly string[]): PromptPlace[] {
  const text = textOf(fieldOf(data, ...path))
  return text === undefined ? [] : [{ slot, role, syntax: 'workflow', path, text }]
}

/** Dify fails on messages of any other role. */
export function messageRole(role: unknown): 'system' | 'user' | 'assistant' | undefined {
  return role === 'system' || role === 'user' || role === 'assistant' ? role : undefined
}
