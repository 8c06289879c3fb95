import type { TemplateSyntax } from '@autoopt/dsl'
import type { ProtectedSpan } from './protected-span.ts'

/**
 * Template syntax: `{{…}}`, `{%…%}`, `{#…#}`, a whole `{% raw %}` block, and the bare `#histories#`-like markers that
 * Dify replaces in completion prompts. Protected in every syntax: what this app does not expand, the next stage may.
 * Jinja2 constructs may span lines; elsewhere a brace left open on its line is plain text.
 */
export function templateSpans(text: string, syntax: TemplateSyntax): ProtectedSpan[] {
  return [...braceSpans(text, syntax === 'jinja2'), ...markerSpans(text)].toSorted((a, b) => a.start - b.start)
}

function braceSpans(text: string, multiline: boolean): ProtectedSpan[] {
  const closers: Record<string, (from: number) => number> = {
    '{': finder(text, '}}'),
    '%': finder(text, '%}'),
    '#': finder(text, '#}'),
  }
  const nextLineEnd = finder(text, '\n')
  const nextEndOfRaw = finder(text, 'endraw')
  const spans: ProtectedSpan[] = []
  for (let start = text.indexOf('{'); start !== -1;) {
    const second = text[start + 1] ?? ''
    const closer = closers[second]?.(start + 2) ?? -1
    const lineEnd = nextLineEnd(start)
    if (closer === -1 || (!multiline && lineEnd !== -1 && lineEnd < closer)) {
      start = text.indexOf('{', start + 1)
      continue
    }
    let end = closer + 2
    if (second === '%' && /^\{%[-+]?\s*raw\b/.test(text.slice(start, start + 20))) {
      const endOfRaw = nextEndOfRaw(end)
      const tagEnd = endOfRaw === -1 ? -1 : text.indexOf('%}', endOfRaw)
      end = tagEnd === -1 ? text.length : tagEnd + 2
    }
    spans.push({ start, end, kind: second === '{' ? 'variable' : 'jinja' })
    start = text.indexOf('{', end)
  }
  return spans
}

function markerSpans(text: string): ProtectedSpan[] {
  return Array.from(text.matchAll(/(?<![{#\w])#(?:histories|context|query|sys\.query)#(?![}#\w])/g), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    kind: 'variable',
  }))
}

/** `indexOf` for growing positions that never scans the same stretch twice. */
function finder(text: string, needle: string): (from: number) => number {
  let found = -2
  return (from) => {
    if (found !== -1 && found < from) found = text.indexOf(needle, from)
    return found
  }
}
