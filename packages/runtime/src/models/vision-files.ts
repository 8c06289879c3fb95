import { recordOf, selectorOf } from '../app/untyped.ts'
import type { RuntimeNode, VariableReader } from '../nodes/node-runner.ts'
import { FileValue } from '../values/file-value.ts'
import { isList } from '../values/python-text.ts'
import type { Value } from '../values/value.ts'
import type { ImageDetail, PromptMessage, PromptPart } from './prompt-message.ts'

/** What a node that may see files is given to see. */
export interface Vision {
  readonly files: readonly FileValue[]
  readonly detail: ImageDetail
}

/** Reads the files of a node's `vision`; without a selector those of the run. */
export function readVision({ data }: Pick<RuntimeNode, 'data'>, variables: VariableReader): Vision {
  const vision = recordOf(data['vision'])
  const configs = recordOf(vision['configs'])
  const detail = configs['detail'] === 'low' ? 'low' : 'high'
  if (vision['enabled'] !== true) return { files: [], detail }
  const selector = selectorOf(configs['variable_selector'])
  return { files: filesOf(variables.get(selector.length > 0 ? selector : ['sys', 'files']) ?? null), detail }
}

/** The files that a value is or holds. */
export function filesOf(value: Value): readonly FileValue[] {
  if (value instanceof FileValue) return [value]
  return isList(value) ? value.filter((item) => item instanceof FileValue) : []
}

/** A prompt with files: in front of the last message when a user speaks it, else as a further message. */
export function addFiles(messages: readonly PromptMessage[], { files, detail }: Vision): readonly PromptMessage[] {
  if (files.length === 0) return messages
  const parts = files.map((file): PromptPart => ({ kind: 'file', file, detail }))
  const last = messages.at(-1)
  return last?.role === 'user'
    ? [...messages.slice(0, -1), { ...last, parts: [...parts, ...last.parts] }]
    : [...messages, { role: 'user', parts }]
}
