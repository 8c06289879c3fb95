import { fieldOf, listOf, textOf } from '../source/untyped.ts'
import type { PromptRole } from '../prompt-slot.ts'
import { messageRole } from './find-node-prompts.ts'
import type { PromptPlace } from './prompt-place.ts'

/**
 * The prompts of an app without a graph, from its `model_config`.
 *
 * `prompt_type: simple` uses `pre_prompt`; `advanced` uses the chat or the completion form, by `model.mode`. What is
 * named to be out of use is left out; where the file names nothing, every form counts.
 */
export function findAppPrompts(config: unknown): PromptPlace[] {
  const type = fieldOf(config, 'prompt_type')
  const modelMode = fieldOf(config, 'model', 'mode')
  return [
    ...(type === 'advanced' ? [] : place(config, 'pre_prompt', 'system', ['pre_prompt'])),
    ...(type === 'simple' || modelMode === 'completion' ? [] : chatPlaces(config)),
    ...(type === 'simple' || modelMode === 'chat' ? [] : place(config, 'completion', 'completion', completionPath)),
    ...place(config, 'agent_first', 'instruction', ['agent_mode', 'prompt', 'first_prompt']),
    ...place(config, 'agent_next', 'instruction', ['agent_mode', 'prompt', 'next_iteration']),
  ]
}

const completionPath = ['completion_prompt_config', 'prompt', 'text'] as const

function chatPlaces(config: unknown): PromptPlace[] {
  return listOf(fieldOf(config, 'chat_prompt_config', 'prompt')).flatMap((message, index) => {
    const role = messageRole(fieldOf(message, 'role'))
    if (role === undefined) return []
    return place(config, `chat_${index + 1}`, role, ['chat_prompt_config', 'prompt', String(index), 'text'])
  })
}

function place(config: unknown, slot: string, role: PromptRole, path: readonly string[]): PromptPlace[] {
  const text = textOf(fieldOf(config, ...path))
  return text === undefined || text === '' ? [] : [{ slot, role, syntax: 'app', path: ['model_config', ...path], text }]
}
