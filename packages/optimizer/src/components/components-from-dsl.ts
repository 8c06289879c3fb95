import type { DslDocument, PromptSlot } from '@autoopt/dsl'
import { nodeData } from '../analysis/node-facts.ts'
import { isRecord, readPromptContext } from '../analysis/prompt-context.ts'
import { PromptExtractor } from '../analysis/prompt-extractor.ts'
import type { Component } from '../search/component.ts'
import { branchWords } from './branch-words.ts'
import { checkLocks } from './check-locks.ts'
import { createComponent } from './create-component.ts'

export interface ComponentOptions {
  /**
   * What must stay as it is: a text that stands in a prompt, or the id of a prompt for all of it. A prompt can say so
   * itself with `<!-- lock -->` and `<!-- /lock -->`, or with `{# lock #}` and `{# /lock #}` where it is Jinja2.
   */
  readonly locked?: readonly string[]
  /** The most UTF-16 units that any wording of a prompt may have; 40,000 by default, and never less than the seed has. */
  readonly maxChars?: number
  /** The time to stamp on the prompts; default is now. */
  readonly now?: Date
}

/**
 * Every prompt of an app file as a component, in the order of the file. Words that a branch compares the answer with, and
 * those of the answer's schema, stay in the prompts that hold them.
 *
 * @throws {@link LockMarkerError} when lock markers do not pair up.
 * @throws {@link UnknownLockError} when a lock stands in no prompt.
 */
export function componentsFromDsl(document: DslDocument, options: ComponentOptions = {}): Component[] {
  const { locked = [], maxChars, now } = options
  const slots = new Map(document.prompts.map((slot) => [slot.id, slot]))
  const words = branchWords(document)
  const prompts = new PromptExtractor().extractFromWorkflow(document, now === undefined ? {} : { now })
  const components = prompts.flatMap((prompt) => {
    const slot = slots.get(prompt.id)
    if (slot === undefined) return []
    const context = readPromptContext(prompt.context)
    return createComponent(prompt, {
      ...(maxChars === undefined ? {} : { maxChars }),
      ...modelOf(document, slot),
      role: slot.role,
      locked,
      labels: [...context.class_names, ...schemaWords(context.output_schema), ...(words.get(slot.node_id) ?? [])],
      reads: prompt.variables,
      writes: outputsOf(document, slot.node_id),
    })
  })
  checkLocks(locked, components)
  return components
}

function modelOf(document: DslDocument, { node_id }: PromptSlot): Pick<Component, 'model'> {
  const model = nodeData(document, node_id)['model']
  if (!isRecord(model) || typeof model['name'] !== 'string') return {}
  return { model: { provider: typeof model['provider'] === 'string' ? model['provider'] : '', name: model['name'] } }
}

function outputsOf({ graph }: DslDocument, nodeId: string): string[] {
  return (graph?.node(nodeId)?.outputs ?? ['text']).map((name) => `${nodeId}.${name}`)
}

/** The values that the schema of an answer allows. */
function schemaWords(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(schemaWords)
  if (!isRecord(schema)) return []
  const own = Array.isArray(schema['enum']) ? schema['enum'].filter((value) => typeof value === 'string') : []
  return [
    ...own,
    ...Object.values(schema).flatMap((value) => (isRecord(value) || Array.isArray(value) ? schemaWords(value) : [])),
  ]
}
