import { promptfooTypes } from './promptfoo-types.ts'

const shorthands: Readonly<Record<string, string>> = { fn: 'javascript', eval: 'javascript', grade: 'llm-rubric' }
const lists = new Set(['contains-all', 'contains-any', 'icontains-all', 'icontains-any'])

/** promptfoo's threshold for `similar` in CSV files, which differs from the one elsewhere. */
const SIMILAR_THRESHOLD = 0.8

/**
 * The assertion that a cell of an `__expected` column stands for: `type:value`, `type(threshold):value`, `not-type:…`, `fn:code`,
 * `grade:rubric`; any other text must be equal. Types that are promptfoo's but have no counterpart here come back as they are.
 */
export function parseExpected(cell: string): Record<string, unknown> {
  if (cell.startsWith('file://')) return { type: 'javascript', value: cell.trim() }
  const match = /^(not-)?([a-z][a-z0-9-]*(?::(?:cosine|dot|euclidean))?)(?:\((\d+(?:\.\d+)?)\))?(?::([\s\S]*))?$/.exec(
    cell,
  )
  const [, not = '', word = '', limit, rest] = match ?? []
  const type = Object.hasOwn(shorthands, word) && rest !== undefined ? shorthands[word] : word
  if (type === undefined || !promptfooTypes.has(type)) return { type: 'equals', value: cell }
  const threshold = limit === undefined ? defaultThreshold(type) : Number(limit)
  return {
    type: `${not}${type}`,
    ...(rest !== undefined && { value: valueOf(type, rest) }),
    ...(threshold !== undefined && { threshold }),
  }
}

function valueOf(type: string, text: string): unknown {
  if (lists.has(type)) return text.split(',').map((part) => part.trim())
  if (type === 'is-json' || type === 'contains-json') return text.trim() === '' ? undefined : text
  return type === 'javascript' ? text.trim() : text
}

function defaultThreshold(type: string): number | undefined {
  return type.startsWith('similar') ? SIMILAR_THRESHOLD : undefined
}
