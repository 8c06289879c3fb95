import type { AppHeader } from './app-header.ts'
import type { AppMode, DslDocument, DslFinding, SecondaryText, StartInput } from './dsl-document.ts'
import type { AppNode } from './graph/app-node.ts'
import { buildGraph } from './graph/build-graph.ts'
import type { WorkflowGraph } from './graph.ts'
import type { PromptSlot } from './prompt-slot.ts'
import { readPrompts } from './prompts/read-prompts.ts'
import { findFindings } from './references/find-findings.ts'
import { replacePrompts } from './replace/replace-prompts.ts'
import { findSecondaryTexts } from './secondary-texts.ts'
import { parsePointer } from './source/json-pointer.ts'
import { fieldOf, valueAtPath } from './source/untyped.ts'
import type { YamlTree } from './source/yaml-tree.ts'
import { readFormInputs, readNodeInputs } from './start-inputs.ts'

/**
 * The document that a file becomes. Graph and findings wait until they are asked for. (A class, since getters in an
 * object literal give each object a hidden class of its own, which keeps dead trees from young garbage collections.)
 */
export class ParsedDsl implements DslDocument {
  readonly mode: AppMode
  readonly dsl_version: string
  readonly app_name: string
  readonly workflow_id: string
  readonly inputs: readonly StartInput[]
  readonly prompts: readonly PromptSlot[]
  readonly #tree: YamlTree
  readonly #nodes: readonly AppNode[] | undefined
  #graph: WorkflowGraph | undefined
  #findings: readonly DslFinding[] | undefined

  /** @param nodes absent in apps without a graph. */
  constructor(tree: YamlTree, header: AppHeader, nodes: readonly AppNode[] | undefined, workflowId: string) {
    this.mode = header.mode
    this.dsl_version = header.dsl_version
    this.app_name = header.app_name
    this.workflow_id = workflowId
    this.inputs = nodes === undefined ? readFormInputs(tree.value) : readNodeInputs(nodes)
    this.#tree = tree
    this.#nodes = nodes
    this.prompts = readPrompts(tree, nodes ?? this.#app, workflowId)
  }

  get source(): string {
    return this.#tree.source
  }

  get graph(): WorkflowGraph | undefined {
    if (this.#nodes === undefined) return undefined
    this.#graph ??= buildGraph(this.#nodes, fieldOf(this.#tree.value, 'workflow', 'graph', 'edges'))
    return this.#graph
  }

  get findings(): readonly DslFinding[] {
    const { mode, inputs, prompts, graph } = this
    this.#findings ??= findFindings({ tree: this.#tree, nodes: this.#nodes ?? [], prompts, inputs, mode, graph })
    return this.#findings
  }

  secondaryTexts(): SecondaryText[] {
    return findSecondaryTexts(this.#tree, this.#nodes ?? [], this.#app)
  }

  valueAt(pointer: string): unknown {
    const path = parsePointer(pointer)
    return path === undefined ? undefined : valueAtPath(this.#tree.value, path)
  }

  replacePrompts(texts: Readonly<Record<string, string>>): string {
    return replacePrompts(this.#tree, this.prompts, texts)
  }

  /** What stands for a node in texts that belong to the whole app. */
  get #app(): Pick<PromptSlot, 'node_id' | 'node_title' | 'node_type'> {
    return { node_id: 'app', node_title: this.app_name, node_type: this.mode }
  }
}
