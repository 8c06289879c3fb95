import type { AppMode, DslFinding, StartInput } from '../dsl-document.ts'
import type { AppNode } from '../graph/app-node.ts'
import type { WorkflowGraph } from '../graph.ts'
import type { PromptSlot } from '../prompt-slot.ts'
import { textLocator } from '../prompts/locate-prompt.ts'
import { parsePointer } from '../source/json-pointer.ts'
import type { YamlTree } from '../source/yaml-tree.ts'
import { checkReferences } from './check-references.ts'
import { readReferenceScope } from './reference-scope.ts'
import type { ReferenceScope } from './reference-scope.ts'

export interface FindingsInput {
  readonly tree: YamlTree
  readonly nodes: readonly AppNode[]
  readonly prompts: readonly PromptSlot[]
  readonly inputs: readonly StartInput[]
  readonly mode: AppMode
  readonly graph: WorkflowGraph | undefined
}

/** The broken references of all prompts, each with its position in the file. */
export function findFindings({ tree, nodes, prompts, inputs, mode, graph }: FindingsInput): DslFinding[] {
  const names = inputs.map(({ variable }) => variable)
  const scope = readReferenceScope(tree.value, mode, graph, nodes, names)
  return prompts.flatMap((prompt) => findInPrompt(tree, prompt, scope))
}

function findInPrompt(tree: YamlTree, prompt: PromptSlot, scope: ReferenceScope): DslFinding[] {
  const found = checkReferences(prompt, scope)
  if (found.length === 0) return []
  const { id: prompt_id, node_id, pointer } = prompt
  const scalar = tree.scalarAt(parsePointer(pointer) ?? [])
  if (scalar === undefined) return []
  const positionOf = textLocator(tree, scalar, prompt.text)
  return found.flatMap((finding) => [{ ...finding, prompt_id, node_id, pointer, ...positionOf(finding.offset) }])
}
