/**
 * Gets the JSON out of what a model wrote.
 *
 * 1. Everything up to the last `</think>` is cut away, whether or not the model said where its thoughts begin.
 * 2. The answer is the first object or list that holds edits; fences and prose around it do not count.
 * 3. It has to be whole: brackets are counted outside of strings before anything is mended.
 * 4. If it does not parse, slips of syntax are mended (quotes, commas, comments). What is missing is never made up.
 */
import { jsonrepair } from 'jsonrepair'

export type AnswerJson =
  | { readonly value: unknown }
  | { readonly failure: 'too_long' | 'truncated' | 'no_json' | 'too_deep' | 'not_json' }

/** More than any sensible list of edits; what is longer is not even looked at. */
const maxAnswer = 200_000
const maxDepth = 32

export function readAnswerJson(text: string): AnswerJson {
  if (text.length > maxAnswer) return { failure: 'too_long' }
  const said = withoutThoughts(text)
  if (said === undefined) return { failure: 'truncated' }
  let failure: 'no_json' | 'truncated' | 'too_deep' | 'not_json' = 'no_json'
  let attempts = 0
  for (let start = nextOpening(said, 0); start !== -1 && attempts < maxAttempts; attempts += 1) {
    const found = scan(said, start)
    if (typeof found === 'string') return { failure: found }
    const value = parse(said.slice(start, found))
    if (value !== undefined && holdsEdits(value)) return { value }
    if (value === undefined) failure = 'not_json'
    start = nextOpening(said, found)
  }
  return { failure }
}

/** Prose may hold other brackets before the answer. */
const maxAttempts = 20

/** Undefined when the model was still thinking. */
function withoutThoughts(text: string): string | undefined {
  const last = Array.from(text.matchAll(/<\/(?:think|thinking|reasoning)>/gi)).at(-1)
  const rest = last === undefined ? text : text.slice(last.index + last[0].length)
  const opening = rest.search(/<(?:think|thinking|reasoning)>/i)
  const answer = rest.search(/"edits"|"op"/)
  return opening !== -1 && (answer === -1 || opening < answer) ? undefined : rest
}

/** An object, or a list of objects: `[1]` in prose is none. */
function nextOpening(text: string, from: number): number {
  const opening = /\{|\[\s*(?:\{|\])/g
  opening.lastIndex = from
  return opening.exec(text)?.index ?? -1
}

/** The offset behind the bracket that closes the one at the start. */
function scan(text: string, start: number): number | 'truncated' | 'too_deep' {
  let depth = 0
  const token = /"(?:[^"\\]|\\[^])*"?|[{}[\]]/g
  token.lastIndex = start
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [written] = match
    if (written === '{' || written === '[') depth += 1
    else if (written === '}' || written === ']') depth -= 1
    if (depth > maxDepth) return 'too_deep'
    if (depth === 0) return token.lastIndex
  }
  return 'truncated'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return mend(text)
  }
}

function mend(text: string): unknown {
  try {
    return JSON.parse(jsonrepair(text))
  } catch {
    return undefined
  }
}

function holdsEdits(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => hasKey(item, 'op'))
  return hasKey(value, 'edits')
}

function hasKey(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && key in value
}
