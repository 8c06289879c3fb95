/**
 * Templates of Dify: texts with `{{#node.name#}}`.
 *
 * - Node ids with hyphens or more than 50 characters, names with more than 30 and names beyond ASCII never match; such text stays.
 * - An unknown variable becomes `node.name`, without braces.
 * - A literal part of the template that is exactly `node.name` of a known variable is expanded too, braces or not.
 */
import { NodeError } from '../errors.ts'
import { renderMarkdown, renderText } from '../values/render-value.ts'
import type { DifyVersion, Selector, Value } from '../values/value.ts'

const reference = /\{\{#([a-zA-Z0-9_]{1,50}(?:\.[a-zA-Z_][a-zA-Z0-9_]{0,29}){1,10})#\}\}/

/** A literal text, or a reference as its path. */
export type TemplatePart = string | Selector

export interface RenderOptions {
  readonly variables: { get(selector: Selector): Value | undefined }
  readonly dify: DifyVersion
  readonly form?: 'text' | 'markdown'
}

/** Expands a template. */
export function renderTemplate(template: string, { variables, dify, form = 'text' }: RenderOptions): string {
  const render = form === 'text' ? renderText : renderMarkdown
  let text = ''
  for (const part of template.split(reference)) {
    const value = part.includes('.') ? variables.get(part.split('.')) : undefined
    text += value === undefined ? part : render(value, dify)
  }
  return text
}

/**
 * Expands a template in which every variable must be known.
 *
 * @throws {@link NodeError} of type `VariableNotFoundError`.
 */
export function renderPrompt(template: string, options: RenderOptions): string {
  for (const part of parseTemplate(template)) {
    if (typeof part !== 'string' && options.variables.get(part) === undefined) {
      throw new NodeError(`Variable #${part.join('.')}# not found`, { type: 'VariableNotFoundError' })
    }
  }
  return renderTemplate(template, options)
}

/** The parts of a template in order; no empty ones. */
export function parseTemplate(template: string): TemplatePart[] {
  return template
    .split(reference)
    .map((part, index) => (index % 2 === 0 ? part : part.split('.')))
    .filter((part) => part.length > 0)
}
