/** A Jinja2 print that begins with a name. */
export interface JinjaPrint {
  readonly name: string
  readonly text: string
  readonly offset: number
}

const print = /\{\{[-+]?\s*([a-zA-Z_]\w*)\b[^{}]*\}\}/g

/** Prints such as `{{ name }}` or `{{ name.key | upper }}`, outside of comments and raw blocks. */
export function findJinjaPrints(text: string): JinjaPrint[] {
  return [...blankLiteralJinja(text).matchAll(print)].map(({ 1: name = '', index, 0: { length } }) => ({
    name,
    text: text.slice(index, index + length),
    offset: index,
  }))
}

/** Names that the template itself gives a value: loop variables, assignments, macros and their parameters, imports. */
export function findJinjaLocals(text: string): Set<string> {
  const statements = [...text.matchAll(binding)].map(({ 1: names = '' }) => names)
  return new Set([
    'loop',
    'self',
    'super',
    'caller',
    ...statements.flatMap((names) => names.match(/[a-zA-Z_]\w*/g) ?? []),
  ])
}

const binding = /\{%[-+]?\s*(?:set|for|macro|call|with|import|from)\b([^%{}]*)%\}/g

const literalStart = /(?<!\{)\{#|\{%[-+]?\s*raw\s*[-+]?%\}/g
const rawEnd = /\{%[-+]?\s*endraw\s*[-+]?%\}/g

/** Jinja2 text with comments and raw blocks blanked out; offsets stay. */
export function blankLiteralJinja(text: string): string {
  let result = ''
  let from = 0
  for (;;) {
    const end = nextLiteral(text, from)
    if (end === undefined) return result + text.slice(from)
    result += text.slice(from, end.start) + ' '.repeat(end.end - end.start)
    from = end.end
  }
}

/** The next comment or raw block from an offset; one that is never closed reaches to the end. */
function nextLiteral(text: string, from: number): { start: number; end: number } | undefined {
  literalStart.lastIndex = from
  const opening = literalStart.exec(text)
  if (opening === null) return undefined
  const bodyStart = opening.index + opening[0].length
  if (opening[0] === '{#') {
    const close = text.indexOf('#}', bodyStart)
    return { start: opening.index, end: close === -1 ? text.length : close + 2 }
  }
  rawEnd.lastIndex = bodyStart
  const close = rawEnd.exec(text)
  return { start: opening.index, end: close === null ? text.length : close.index + close[0].length }
}
