/**
 * Reads the examples of JSON that prompts hold, which are rarely JSON: values are left out, described in words, written as
 * `<text>` or `...`, commented, or separated by too many commas. What counts is which keys there are and what lies under
 * them.
 */
import type { Json } from '../../chat/chat-request.ts'

export interface FoundShape {
  readonly value: Json
  /** Where it begins and ends in the text. */
  readonly start: number
  readonly end: number
}

/** @returns every object or list of the text that has at least one key, in order. */
export function findJsonShapes(text: string): FoundShape[] {
  const found: FoundShape[] = []
  let end = 0
  let attempts = 0
  for (const { index: start } of text.matchAll(/[{[]/g)) {
    if (start < end) continue
    if (found.length >= mostShapes || (attempts += 1) > mostAttempts) break
    const cursor = { text, at: start }
    const value = readValue(cursor, 0)
    if (value === undefined || !hasKeys(value)) continue
    end = cursor.at
    found.push({ value, start, end })
  }
  return found
}

interface Cursor {
  readonly text: string
  at: number
}

const mostShapes = 20
// A long text of nothing but brackets is given up, since each of them is read as far as it goes.
const mostAttempts = 300
const mostDepth = 12

function readValue(cursor: Cursor, depth: number): Json | undefined {
  skipBlanks(cursor)
  const first = cursor.text[cursor.at]
  if (first === '{' && depth < mostDepth) return readObject(cursor, depth)
  if (first === '[' && depth < mostDepth) return readList(cursor, depth)
  if (first === '"' || first === "'" || first === '“') return readQuoted(cursor)
  return readBare(cursor)
}

function readObject(cursor: Cursor, depth: number): Json | undefined {
  const entries: [string, Json][] = []
  cursor.at += 1
  for (;;) {
    skipBlanks(cursor)
    const first = cursor.text[cursor.at]
    if (first === '}') break
    if (first !== '"' && first !== "'" && first !== '“') return undefined
    const key = readQuoted(cursor)
    skipBlanks(cursor)
    if (key === undefined || !/[:：]/.test(cursor.text[cursor.at] ?? '')) return undefined
    cursor.at += 1
    const value = readValue(cursor, depth + 1)
    if (value === undefined) return undefined
    entries.push([key, value])
    skipToSeparator(cursor)
  }
  cursor.at += 1
  return Object.fromEntries(entries)
}

function readList(cursor: Cursor, depth: number): Json | undefined {
  const items: Json[] = []
  cursor.at += 1
  for (;;) {
    skipBlanks(cursor)
    const first = cursor.text[cursor.at]
    if (first === undefined) return undefined
    if (first === ']') break
    const before = cursor.at
    const value = readValue(cursor, depth + 1)
    if (value === undefined) return undefined
    if (value !== '' && value !== '...') items.push(value)
    skipToSeparator(cursor)
    if (cursor.at === before) return undefined
  }
  cursor.at += 1
  return items
}

function readQuoted(cursor: Cursor): string | undefined {
  const quote = cursor.text[cursor.at] === '“' ? '”' : cursor.text[cursor.at]
  let end = cursor.at + 1
  while (end < cursor.text.length && cursor.text[end] !== quote) end += cursor.text[end] === '\\' ? 2 : 1
  if (end >= cursor.text.length) return undefined
  const text = cursor.text.slice(cursor.at + 1, end)
  cursor.at = end + 1
  return text
}

/** A number, a literal, or a description in words that ends where the value must end. */
function readBare(cursor: Cursor): Json | undefined {
  const [text] = /^[^,\n{}[\]]{0,200}/.exec(cursor.text.slice(cursor.at, cursor.at + 201)) ?? ['']
  cursor.at += text.length
  const word = text.trim()
  if (word === 'true' || word === 'false' || /^bool/i.test(word)) return word !== 'false'
  if (word === 'null') return null
  if (/^-?\d+(?:\.\d+)?$/.test(word)) return Number(word)
  if (/^<?(?:int|integer|number|float)\b/i.test(word)) return 1
  return word
}

/** Behind a value: blanks, remarks and the comma. */
function skipToSeparator(cursor: Cursor): void {
  const [skipped] = /^(?:[^,，}\]"'“{[]|\/\/[^\n]*)*[,，]*/.exec(cursor.text.slice(cursor.at, cursor.at + 400)) ?? ['']
  cursor.at += skipped.length
}

function skipBlanks(cursor: Cursor): void {
  const [skipped] = /^(?:\s|\/\/[^\n]*|#[^\n]*)*/.exec(cursor.text.slice(cursor.at, cursor.at + 400)) ?? ['']
  cursor.at += skipped.length
}

function hasKeys(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasKeys)
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}
