import type { TemplateSyntax } from '../prompt-slot.ts'
import { findJinjaPrints } from './jinja-text.ts'

/** A reference, before it is looked up in the source. */
export interface TextReference {
  readonly text: string
  readonly selector: readonly string[]
  readonly offset: number
}

/** What Dify's workflow engine expands: node ids of at most 50 and names of at most 30 ASCII characters. */
const workflowReference =
  /\{\{#([a-zA-Z0-9_]{1,50}(?:\.[a-zA-Z_][a-zA-Z0-9_]{0,29}){1,10}|context|histories|query)#\}\}/g

/** What apps without a graph expand. */
const appReference = /\{\{([a-zA-Z_][a-zA-Z0-9_]{0,29}|#histories#|#query#|#context#)\}\}/g

/** The places in a prompt that read a variable, in order. Of Jinja2 only prints of the node's declared variables count. */
export function findReferences(
  text: string,
  syntax: TemplateSyntax,
  jinjaVariables: ReadonlySet<string>,
): TextReference[] {
  if (!text.includes('{{') || syntax === 'none') return []
  if (syntax === 'workflow') return matches(text, workflowReference, (name) => name.split('.'))
  if (syntax === 'app') return matches(text, appReference, (name) => [name.replaceAll('#', '')])
  return findJinjaPrints(text)
    .filter(({ name }) => jinjaVariables.has(name))
    .map(({ name, text: written, offset }) => ({ text: written, selector: [name], offset }))
}

function matches(text: string, pattern: RegExp, selectorOf: (name: string) => string[]): TextReference[] {
  return [...text.matchAll(pattern)].map(({ 0: written, 1: name = '', index }) => ({
    text: written,
    selector: selectorOf(name),
    offset: index,
  }))
}
