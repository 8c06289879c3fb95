import type { DslDocument, PromptSlot } from '@autoopt/dsl'
import { UsageError } from '../exit-code.ts'

/**
 * The prompts that names on the command line mean: a prompt id, a node id (all prompts of the node) or a pointer.
 *
 * @throws {@link UsageError} when a name means nothing in this app.
 */
export function choosePrompts(document: DslDocument, names: readonly string[] | undefined): readonly PromptSlot[] {
  if (names === undefined) return document.prompts
  const chosen = new Set<PromptSlot>()
  for (const name of names) {
    const found = document.prompts.filter((prompt) => [prompt.id, prompt.node_id, prompt.pointer].includes(name))
    if (found.length === 0) {
      const known = document.prompts.map((prompt) => prompt.id).join(', ') || 'none'
      throw new UsageError(`No prompt is called "${name}". The app's prompts are: ${known}.`)
    }
    for (const prompt of found) chosen.add(prompt)
  }
  return document.prompts.filter((prompt) => chosen.has(prompt))
}
