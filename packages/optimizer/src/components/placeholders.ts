import type { TemplateSyntax } from '@autoopt/dsl'
import { maskSpans } from '../text/mask-spans.ts'
import { templateSpans } from '../text/template-spans.ts'

/**
 * How often a text holds each placeholder: `{{#node.name#}}`, `{{name}}`, `#histories#`. By its normal form, which for Jinja2
 * leaves out what blanks the template does not see; elsewhere it is the placeholder as written, since Dify reads it so.
 */
export function countPlaceholders(text: string, syntax: TemplateSyntax): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { start, end, kind } of templateSpans(text, syntax)) {
    if (kind !== 'variable') continue
    const placeholder = normalPlaceholder(text.slice(start, end), syntax)
    counts.set(placeholder, (counts.get(placeholder) ?? 0) + 1)
  }
  return counts
}

/** One placeholder in the form by which placeholders are counted. */
export function normalPlaceholder(written: string, syntax: TemplateSyntax): string {
  if (syntax !== 'jinja2' || !written.startsWith('{{')) return written
  return `{{${written.slice(2, -2).trim().replace(/\s+/g, ' ')}}}`
}

/** How often braces open template syntax that nothing closes. Each is a slip, or half of a placeholder. */
export function countStrayOpeners(text: string, syntax: TemplateSyntax): number {
  const rest = maskSpans(text, templateSpans(text, syntax))
  return (rest.match(syntax === 'jinja2' ? /\{[{%#]/g : /\{\{/g) ?? []).length
}
