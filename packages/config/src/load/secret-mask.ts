import { isScalar } from 'yaml'
import { z } from 'zod'
import { type ConfigFile, follow, type Leaf, leaves } from './config-file.ts'
import type { ConfigPath } from './config-path.ts'
import { looksSecret, secretLooks, secretStart } from './looks-secret.ts'
import { isSecretSchema, keysOf, schemasAt } from './schemas-at.ts'

/** A stretch of a file's text, from `start` up to but not including `end`. */
interface Span {
  readonly start: number
  readonly end: number
}

/** A line of a file as it may be shown, and the index in it of a place. */
export interface MaskedLine {
  readonly text: string
  readonly caret: number
}

const MASK = '***'
const MAX_WIDTH = 160
/** A shorter secret is masked where it stands, but not looked for elsewhere: too much would match. */
const MIN_SOUGHT = 6

/**
 * Knows the secrets of some files, and shows text without them. A secret is
 * - a value that the schema calls secret;
 * - where the schema knows nothing of a key, a value whose key, or a key above it, looks like that of a secret; keys
 *   that the schema knows do so only where it puts secrets under them;
 * - a value that came from the environment into such a place, or out of a variable that looks secret;
 * - what looks like one wherever it stands.
 * A bare `${NAME}` in a file is none.
 */
export class SecretMask {
  readonly #spans = new Map<ConfigFile, readonly Span[]>()
  readonly #values: Set<string>

  /** @param data what the files say, to choose among alternatives of the schema; `undefined` when it cannot be told. */
  constructor(files: readonly ConfigFile[], schema: z.ZodType, data: unknown, fromEnvironment: ReadonlySet<string>) {
    this.#values = new Set(fromEnvironment)
    for (const file of files) this.#spans.set(file, this.#find(file, schema, data))
  }

  /** The line around an offset, cut around it when it is long. */
  lineAt(file: ConfigFile, offset: number): MaskedLine {
    const [start, end] = lineBounds(file.text, offset)
    let text = ''
    let caret = 0
    let from = start
    const spans = [...(this.#spans.get(file) ?? []), ...this.#spansByLooks(file, start, end)]
    for (const span of inOrder(spans, start, end)) {
      if (offset >= from) caret = text.length + Math.min(offset, span.start) - from
      text += file.text.slice(from, span.start) + MASK
      from = span.end
    }
    if (offset >= from) caret = text.length + offset - from
    return cut(text + file.text.slice(from, end), caret)
  }

  /** A text with every known secret masked. */
  scrub(text: string): string {
    let scrubbed = text
    for (const value of this.#sought()) scrubbed = scrubbed.replaceAll(value, MASK)
    for (const look of secretLooks) scrubbed = scrubbed.replaceAll(look, MASK)
    return scrubbed
  }

  #find(file: ConfigFile, schema: z.ZodType, data: unknown): Span[] {
    const spans: Span[] = []
    for (const leaf of leaves(file.document.contents)) {
      const node = follow(file.document, leaf.node)
      if (!isScalar<string | number | boolean | null>(node) || !node.range || !isSecret(leaf, schema, data)) continue
      const [start, end] = node.range
      if (!isReference(file.text.slice(start, end))) spans.push({ start, end })
      this.#values.add(String(node.value))
    }
    return spans
  }

  #spansByLooks(file: ConfigFile, start: number, end: number): Span[] {
    const line = file.text.slice(start, end)
    const spans: Span[] = []
    for (const look of secretLooks)
      for (const match of line.matchAll(look)) spans.push(spanOf(match.index, match[0], start))
    for (const value of this.#sought()) {
      for (let index = line.indexOf(value); index !== -1; index = line.indexOf(value, index + 1))
        spans.push(spanOf(index, value, start))
    }
    if (file.document.errors.length === 0) return spans
    const secret = secretStart(line, file.text.slice(0, start).split('\n').slice(0, -1))
    return secret === undefined || start + secret >= end ? spans : [...spans, { start: start + secret, end }]
  }

  /** Longest first, so that a secret inside a longer one does not hide it. */
  #sought(): string[] {
    return [...this.#values]
      .filter((value) => value.length >= MIN_SOUGHT)
      .toSorted((one, other) => other.length - one.length)
  }
}

function isSecret({ path }: Leaf, schema: z.ZodType, data: unknown): boolean {
  const schemas = schemasAt(schema, path, data)
  if (schemas.some(isSecretSchema)) return true
  const isKnown = schemas.length > 0 && !schemas.some((candidate) => candidate instanceof z.ZodUnknown)
  return !isKnown && path.some((_, index) => namesSecret(path.slice(0, index + 1), schema, data))
}

/** Whether the key that ends a path tells that what it holds is secret. */
function namesSecret(path: ConfigPath, schema: z.ZodType, data: unknown): boolean {
  const key = path.at(-1)
  if (typeof key !== 'string' || !looksSecret(key)) return false
  if (!keysOf(schemasAt(schema, path.slice(0, -1), data)).includes(key)) return true
  const schemas = schemasAt(schema, path, data)
  return [...schemas, ...keysOf(schemas).flatMap((inner) => schemasAt(schema, [...path, inner], data))].some(
    isSecretSchema,
  )
}

/** Without a default: that may be a literal secret. */
function isReference(source: string): boolean {
  return /^(["']?)\$\{[A-Za-z_]\w*\}\1$/.test(source)
}

function spanOf(index: number, text: string, lineStart: number): Span {
  return { start: lineStart + index, end: lineStart + index + text.length }
}

function lineBounds(text: string, offset: number): [number, number] {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
  const next = text.indexOf('\n', offset)
  const end = next === -1 ? text.length : next
  return [start, text[end - 1] === '\r' && end > start ? end - 1 : end]
}

/** The parts of spans inside a line, in order, overlapping ones as one. */
function inOrder(spans: readonly Span[], start: number, end: number): Span[] {
  const merged: Span[] = []
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const inside = { start: Math.max(span.start, start), end: Math.min(span.end, end) }
    if (inside.start >= inside.end) continue
    const last = merged.at(-1)
    if (last && inside.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, inside.end) }
    else merged.push(inside)
  }
  return merged
}

function cut(text: string, caret: number): MaskedLine {
  if (text.length <= MAX_WIDTH) return { text, caret }
  const start = Math.max(0, Math.min(caret - MAX_WIDTH / 2, text.length - MAX_WIDTH))
  const before = start > 0 ? '…' : ''
  const after = start + MAX_WIDTH < text.length ? '…' : ''
  return { text: before + text.slice(start, start + MAX_WIDTH) + after, caret: caret - start + before.length }
}
