/**
 * Finds what no rewrite may touch. Invariant: the result is sorted, its spans never overlap, and all of it is linear in
 * the length of the text.
 *
 * 1. Template syntax first: Dify and Jinja2 expand it before any model sees the text.
 * 2. Code with the template syntax blanked out, so that a backtick inside a variable opens nothing.
 * 3. Links, tags and data, then examples, each with what was found before blanked out.
 * 4. Quotation marks last: every other kind may hold a stray one.
 * 5. Spans inside others are dropped; spans that only overlap are joined under the kind of the first.
 */
import type { TemplateSyntax } from '@autoopt/dsl'
import { codeSpans } from './code-spans.ts'
import { dataSpans, tagSpans, urlSpans } from './data-spans.ts'
import { exampleSpans } from './example-spans.ts'
import { joinSpans } from './join-spans.ts'
import { maskSpans } from './mask-spans.ts'
import type { ProtectedSpan } from './protected-span.ts'
import { quoteSpans } from './quote-spans.ts'
import { templateSpans } from './template-spans.ts'

export type { ProtectedSpan } from './protected-span.ts'

/**
 * The stretches of a prompt that no rewrite may touch and no wording rule may judge: variable references, Jinja2 tags,
 * fenced and inline code, quoted text, examples, JSON-like data, links and XML-like tags. Sorted by start, never
 * overlapping (the outer one wins). Errs on the side of protecting: an unclosed fence reaches to the end of the text.
 */
export function protectedSpans(text: string, syntax: TemplateSyntax): ProtectedSpan[] {
  const templates = templateSpans(text, syntax)
  const withoutTemplates = maskSpans(text, templates)
  const code = codeSpans(withoutTemplates)
  const prose = maskSpans(withoutTemplates, code)
  const inline = [...urlSpans(prose), ...tagSpans(prose)]
  const data = dataSpans(maskSpans(prose, inline))
  const examples = exampleSpans(text, { templates, code: joinSpans([...code, ...data]) })
  const quotes = quoteSpans(maskSpans(maskSpans(prose, inline), joinSpans(data)))
  return joinSpans([...templates, ...code, ...inline, ...data, ...examples, ...quotes])
}
