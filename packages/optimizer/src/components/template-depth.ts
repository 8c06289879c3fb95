import type { TemplateSyntax } from '@autoopt/dsl'
import { templateSpans } from '../text/template-spans.ts'

/** Answers at which depth of Jinja2 blocks an offset lies: 0 is what is always rendered, once. Of other syntaxes all is. */
export function templateDepth(text: string, syntax: TemplateSyntax): (offset: number) => number {
  if (syntax !== 'jinja2') return () => 0
  let depth = 0
  const steps = templateSpans(text, syntax).flatMap((span) => {
    const step = stepOf(text.slice(span.start, span.end))
    if (step === 0) return []
    depth = Math.max(0, depth + step)
    return { at: span.end, depth }
  })
  return (offset) => steps.findLast(({ at }) => at <= offset)?.depth ?? 0
}

/** 1 for a tag that opens a block, −1 for one that closes it. A `set` without `=` takes what follows, up to `endset`. */
function stepOf(tag: string): number {
  const [, name = '', rest = ''] = /^\{%[-+]?\s*(\w+)([^]*)%\}$/.exec(tag) ?? []
  if (name === 'raw') return 0
  if (name.startsWith('end')) return -1
  if (name === 'set') return rest.includes('=') ? 0 : 1
  return openers.has(name) ? 1 : 0
}

const openers = new Set(['if', 'for', 'macro', 'call', 'filter', 'block', 'with', 'autoescape', 'trans'])
