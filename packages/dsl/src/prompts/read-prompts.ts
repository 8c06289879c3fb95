import type { AppNode } from '../graph/app-node.ts'
import type { PromptReference, PromptSlot } from '../prompt-slot.ts'
import { jinjaSelectors } from '../references/check-jinja-prompt.ts'
import { findReferences } from '../references/find-references.ts'
import type { TextReference } from '../references/find-references.ts'
import { toPointer } from '../source/json-pointer.ts'
import { fieldOf } from '../source/untyped.ts'
import type { SourceScalar, YamlTree } from '../source/yaml-tree.ts'
import { findAppPrompts } from './find-app-prompts.ts'
import { findNodePrompts } from './find-node-prompts.ts'
import { textLocator, textStart } from './locate-prompt.ts'
import type { PromptPlace } from './prompt-place.ts'

type Owner = Pick<PromptSlot, 'node_id' | 'node_title' | 'node_type'>

/** Reads the prompts of a workflow's nodes, or, where there is no graph, of the app. */
export function readPrompts(tree: YamlTree, owners: readonly AppNode[] | Owner, workflowId: string): PromptSlot[] {
  const ids = new Set<string>()
  const read = (owner: Owner, places: readonly PromptPlace[], data: unknown): PromptSlot[] => {
    const jinjaVariables = new Set(jinjaSelectors(data).keys())
    return places.map((place) =>
      readPrompt(tree, owner, place, jinjaVariables, uniqueId(ids, workflowId, owner, place)),
    )
  }
  if (!isNodeList(owners)) return read(owners, findAppPrompts(fieldOf(tree.value, 'model_config')), undefined)
  return owners.flatMap((node) =>
    read({ node_id: node.id, node_title: node.title, node_type: node.type }, findNodePrompts(node), node.data),
  )
}

function isNodeList(owners: readonly AppNode[] | Owner): owners is readonly AppNode[] {
  return Array.isArray(owners)
}

function readPrompt(
  tree: YamlTree,
  owner: Owner,
  place: PromptPlace,
  jinjaVariables: ReadonlySet<string>,
  id: string,
): PromptSlot {
  const { slot, role, syntax, path, text } = place
  const scalar = tree.scalarAt(path)
  if (scalar === undefined) throw new Error(`The text at ${toPointer(path)} has no scalar in the source.`)
  const references = locate(tree, scalar, text, findReferences(text, syntax, jinjaVariables))
  const position = tree.positions.at(textStart(tree.source, scalar))
  return { id, ...owner, slot, role, pointer: toPointer(path), syntax, text, references, ...position }
}

function locate(
  tree: YamlTree,
  scalar: SourceScalar,
  text: string,
  references: readonly TextReference[],
): PromptReference[] {
  if (references.length === 0) return []
  const positionOf = textLocator(tree, scalar, text)
  return references.map((reference) => ({ ...reference, ...positionOf(reference.offset) }))
}

/** Ids of odd nodes can collide: slot `query` of node `a_memory` and `memory_query` of node `a`. The later gets a number. */
function uniqueId(ids: Set<string>, workflowId: string, { node_id }: Owner, { slot }: PromptPlace): string {
  const plain = `${workflowId}_${node_id}_${slot}`
  let id = plain
  for (let count = 2; ids.has(id); count += 1) id = `${plain}_${count}`
  ids.add(id)
  return id
}
