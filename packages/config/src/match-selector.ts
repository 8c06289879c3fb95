import type { PromptSelector } from './prompt-patch.ts'

/** What a selector looks at. The prompts of a parsed app file have this shape. */
export interface SelectablePrompt {
  /** The prompt id, `<workflow_id>_<node_id>_<slot>`. */
  readonly id: string
  readonly node_id: string
  readonly node_title: string
  readonly node_type: string
  readonly slot: string
  /** JSON Pointer to the prompt's text. */
  readonly pointer: string
}

/**
 * The prompts that a selector names, in the order given; none when it matches nothing.
 *
 * Of `by_path`, `by_id`, `by_label` (narrowed by `by_type`) and `by_type`, the first one present decides alone.
 * A pointer or a prompt id that names one prompt gives that prompt. Anything else names nodes, and each node gives its
 * prompt called `slot`, or without `slot` its first system prompt, else its first prompt. A label or a type may name
 * several nodes; a pointer above more than one node names nothing.
 */
export function matchSelector<Prompt extends SelectablePrompt>(
  selector: PromptSelector,
  prompts: readonly Prompt[],
): Prompt[] {
  const exact = prompts.filter((prompt) => isNamedExactly(prompt, selector))
  if (exact.length > 0) return exact.filter((prompt) => selector.slot === undefined || prompt.slot === selector.slot)
  const nodes = groupByNode(prompts.filter((prompt) => isInNamedNode(prompt, selector)))
  if (selector.by_path !== undefined && nodes.length > 1) return []
  return nodes.flatMap((node) => chooseFromNode(node, selector.slot))
}

function isNamedExactly(prompt: SelectablePrompt, { by_path, by_id }: PromptSelector): boolean {
  return by_path === undefined ? prompt.id === by_id : prompt.pointer === by_path
}

function isInNamedNode(prompt: SelectablePrompt, { by_path, by_id, by_label, by_type }: PromptSelector): boolean {
  if (by_path !== undefined) return prompt.pointer.startsWith(`${by_path}/`)
  if (by_id !== undefined) return prompt.node_id === by_id
  if (by_label === undefined && by_type === undefined) return false
  const hasLabel = by_label === undefined || prompt.node_title === by_label
  const hasType = by_type === undefined || prompt.node_type === by_type
  return hasLabel && hasType
}

function groupByNode<Prompt extends SelectablePrompt>(prompts: readonly Prompt[]): Prompt[][] {
  const nodes = new Map<string, Prompt[]>()
  for (const prompt of prompts) {
    const node = nodes.get(prompt.node_id)
    if (node) node.push(prompt)
    else nodes.set(prompt.node_id, [prompt])
  }
  return [...nodes.values()]
}

function chooseFromNode<Prompt extends SelectablePrompt>(node: readonly Prompt[], slot: string | undefined): Prompt[] {
  if (slot !== undefined) return node.filter((prompt) => prompt.slot === slot)
  const first = node.find((prompt) => prompt.slot === 'system') ?? node[0]
  return first ? [first] : []
}
