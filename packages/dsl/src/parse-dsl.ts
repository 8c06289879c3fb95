import { readAppHeader } from './app-header.ts'
import type { DslDocument } from './dsl-document.ts'
import { DslTooLargeError } from './errors.ts'
import { readAppNodes } from './graph/app-node.ts'
import { ParsedDsl } from './parsed-dsl.ts'
import { readYamlTree } from './source/yaml-tree.ts'

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
  const header = readAppHeader(tree.value)
  const hasGraph = header.mode === 'workflow' || header.mode === 'advanced-chat'
  const nodes = hasGraph ? readAppNodes(tree) : undefined
  return new ParsedDsl(tree, header, nodes, workflowId)
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
