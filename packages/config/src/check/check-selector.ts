import type { ConfigProblem } from '../config-problem.ts'
import type { ConfigSource } from '../config-source.ts'
import type { ConfigPath } from '../load/config-path.ts'
import { expectedNames } from '../load/describe-issue.ts'
import { matchSelector, type SelectablePrompt } from '../match-selector.ts'
import { promptSelectorSchema } from '../prompt-patch.ts'

export interface SelectorCheck {
  readonly path: ConfigPath
  readonly prompts: readonly SelectablePrompt[]
  readonly source: ConfigSource
}

/** Finds a selector that must match a prompt and matches none, and names what it could match. */
export function checkSelector(data: unknown, { path, prompts, source }: SelectorCheck): ConfigProblem[] {
  const { data: selector } = promptSelectorSchema.safeParse(data)
  if (!selector || selector.constraints?.if_missing === 'skip') return []
  if (matchSelector(selector, prompts).length > 0) return []
  const { slot: _slot, ...withoutSlot } = selector
  const nodes = matchSelector(withoutSlot, prompts).map((prompt) => prompt.node_id)
  if (nodes.length > 0) {
    const slots = prompts.filter((prompt) => nodes.includes(prompt.node_id)).map((prompt) => prompt.slot)
    return [
      source.problemAt([...path, 'slot'], { message: 'the node has no such slot', ...expectedNames(unique(slots)) }),
    ]
  }
  const { key, names } = decisiveKey(selector, prompts)
  if (prompts.length === 0) return [source.problemAt([...path, key], { message: 'the app file has no prompts' })]
  return [
    source.problemAt([...path, key], {
      message: 'this matches no prompt of the app file',
      ...expectedNames(unique(names)),
    }),
  ]
}

type Key = 'by_path' | 'by_id' | 'by_label' | 'by_type'

/** The key that decides, and what it could say. */
function decisiveKey(
  selector: { readonly [name in Key]?: string | undefined },
  prompts: readonly SelectablePrompt[],
): { readonly key: Key; readonly names: string[] } {
  if (selector.by_path !== undefined) {
    const depth = selector.by_path.split('/').length
    const cut = prompts.map((prompt) => prompt.pointer.split('/').slice(0, depth).join('/'))
    return { key: 'by_path', names: cut }
  }
  if (selector.by_id !== undefined)
    return { key: 'by_id', names: prompts.flatMap((prompt) => [prompt.node_id, prompt.id]) }
  const titled = prompts.filter((prompt) => prompt.node_title === selector.by_label)
  if (selector.by_label !== undefined && titled.length === 0)
    return { key: 'by_label', names: prompts.map((prompt) => prompt.node_title) }
  return { key: 'by_type', names: (titled.length > 0 ? titled : prompts).map((prompt) => prompt.node_type) }
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)]
}
