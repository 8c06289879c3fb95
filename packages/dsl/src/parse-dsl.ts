import { readAppHeader } from './app-header.ts'
import type { DslDocument, DslFinding } from './dsl-document.ts'
import { DslTooLargeError } from './errors.ts'
import { readAppNodes } from './graph/app-node.ts'
import { buildGraph } from './graph/build-graph.ts'
import type { WorkflowGraph } from './graph.ts'
import { readPrompts } from './prompts/read-prompts.ts'
import { findFindings } from './references/find-findings.ts'
import { replacePrompts } from './replace/replace-prompts.ts'
import { findSecondaryTexts } from './secondary-texts.ts'
import { parsePointer } from './source/json-pointer.ts'
import { fieldOf, valueAtPath } from './source/untyped.ts'
import { readYamlTree } from './source/yaml-tree.ts'
import { readFormInputs, readNodeInputs } from './start-inputs.ts'

export interface ParseOptions {
  /** First part of the prompt ids. */
  readonly workflowId?: string
  /** Size of the text in UTF-8; Dify itself takes 10 MB from a URL. */
  readonly maxBytes?: number
}

/**
 * Reads a Dify app file: the app, its graph, and every prompt in it, with positions and references.
 *
 * Reads by the rules of PyYAML, which Dify loads with, and refuses what the two would read differently. A text that
 * PyYAML takes for a boolean, number or null (`text: yes`) is not a prompt: Dify fails on it.
 *
 * @throws {@link DslSyntaxError} when the text is no YAML that Dify and this parser read in the same way, or when
 * nodes have no id of their own.
 * @throws {@link NotADslError} when it describes no app.
 * @throws {@link DslTooLargeError} when it is too large, too deep, or an alias bomb.
 */
export function parseDsl(text: string, options: ParseOptions = {}): DslDocument {
  const { workflowId = 'workflow', maxBytes = 10_000_000 } = options
  checkSize(text, maxBytes)
  const tree = readYamlTree(text)
  const root = tree.value
  const header = readAppHeader(root)
  const hasGraph = header.mode === 'workflow' || header.mode === 'advanced-chat'
  const nodes = hasGraph ? readAppNodes(tree) : []
  const app = { node_id: 'app', node_title: header.app_name, node_type: header.mode }
  const prompts = readPrompts(tree, nodes, hasGraph ? undefined : app, workflowId)
  const inputs = hasGraph ? readNodeInputs(nodes) : readFormInputs(root)

  let graph: WorkflowGraph | undefined
  let findings: readonly DslFinding[] | undefined
  return {
    ...header,
    workflow_id: workflowId,
    inputs,
    prompts,
    source: text,
    get graph() {
      return hasGraph ? (graph ??= buildGraph(nodes, fieldOf(root, 'workflow', 'graph', 'edges'))) : undefined
    },
    get findings() {
      return (findings ??= findFindings({ tree, nodes, prompts, inputs, mode: header.mode, graph: this.graph }))
    },
    secondaryTexts: () => findSecondaryTexts(tree, nodes, app),
    valueAt: (pointer) => {
      const path = parsePointer(pointer)
      return path === undefined ? undefined : valueAtPath(root, path)
    },
    replacePrompts: (texts) => replacePrompts(tree, prompts, texts),
  }
}

function checkSize(text: string, maxBytes: number): void {
  if (text.length <= maxBytes / 3) return
  const bytes = text.length > maxBytes ? text.length : Buffer.byteLength(text)
  if (bytes <= maxBytes) return
  throw new DslTooLargeError(
    `The file has ${bytes} bytes or more; at most ${maxBytes} are read. Raise maxBytes if it is truly an app.`,
    { limit: 'bytes', maximum: maxBytes },
  )
}
