/**
 * Decides whether the light template engine prints exactly what Jinja2 prints.
 *
 * 1. Only a small part of the language passes: text, comments, `{{ }}` with paths, string literals, `+`, `join` and `length`,
 *    `for` over lists, `if` with a path, `not`, `==` and `!=`. No whitespace control.
 * 2. Every path is followed through the inputs. What is printed must be a string or an integer in all of its places.
 * 3. Whatever is not understood does not pass.
 */
import type { SandboxValue } from './sandbox.ts'
import { shapeOf, type ValueShape } from './value-shape.ts'

/** @returns `undefined` when both engines print the same text, else what stands in the way. */
export function explainInexact(template: string, inputs: Readonly<Record<string, SandboxValue>>): string | undefined {
  const scope = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, shapeOf(value)]))
  try {
    checkTags(splitTags(template), scope)
    return undefined
  } catch (error) {
    if (error instanceof InexactError) return error.message
    throw error
  }
}

class InexactError extends Error {}

type Scope = Readonly<Record<string, ValueShape>>

interface Tag {
  readonly kind: 'print' | 'block'
  readonly text: string
}

function splitTags(template: string): Tag[] {
  if (/\p{Surrogate}/u.test(template)) throw new InexactError('it holds half of a surrogate pair')
  const tags: Tag[] = []
  for (let at = template.search(opening); at >= 0;) {
    const start = template.slice(at, at + 2) as '{{' | '{%' | '{#'
    const end = template.indexOf(closing[start], at + 2)
    if (end < 0) throw new InexactError(`${start} has no end`)
    const text = template.slice(at + 2, end)
    if (start !== '{#') tags.push({ kind: start === '{{' ? 'print' : 'block', text })
    if (/^[-+]|[-+]$/.test(text)) throw new InexactError(`whitespace control in ${start}${text}${closing[start]}`)
    const next = template.slice(end + 2).search(opening)
    at = next < 0 ? -1 : end + 2 + next
  }
  return tags
}

const opening = /\{[{%#]/
const closing = { '{{': '}}', '{%': '%}', '{#': '#}' } as const

function checkTags(tags: readonly Tag[], outer: Scope): void {
  const open: { readonly kind: 'for' | 'if'; readonly scope: Scope; hasElse: boolean }[] = []
  let scope = outer
  for (const { kind, text } of tags) {
    if (kind === 'print') {
      checkPrinted(text, scope)
      continue
    }
    const [, word = '', rest = ''] = /^\s*(\w+)\s*(.*?)\s*$/s.exec(text) ?? []
    const innermost = open.at(-1)
    if (word === 'for') {
      open.push({ kind: 'for', scope, hasElse: false })
      scope = enterLoop(rest, scope)
    } else if (word === 'if') {
      open.push({ kind: 'if', scope, hasElse: false })
      checkCondition(rest, scope)
    } else if (word === 'elif' && innermost?.kind === 'if' && !innermost.hasElse) {
      checkCondition(rest, scope)
    } else if (word === 'else' && rest === '' && innermost !== undefined && !innermost.hasElse) {
      innermost.hasElse = true
      scope = innermost.scope
    } else if ((word === 'endfor' || word === 'endif') && rest === '' && innermost?.kind === word.slice(3)) {
      open.pop()
      scope = innermost.scope
    } else {
      throw new InexactError(`{%${text}%}`)
    }
  }
  if (open.length > 0) throw new InexactError(`an ${open[0]?.kind} without its end`)
}

function enterLoop(text: string, scope: Scope): Scope {
  const [, target = '', path = ''] = /^([A-Za-z]\w*)\s+in\s+(\S+)$/.exec(text) ?? []
  const shape = path === '' || target === 'loop' || isReserved(target) ? undefined : followPath(path, scope)
  if (shape?.kind !== 'list') throw new InexactError(`a loop over something else than a list: ${text}`)
  // Of an empty list nothing is printed, whatever the body does with its items.
  return { ...scope, [target]: shape.item ?? { kind: 'string' }, loop: loopShape }
}

const loopShape: ValueShape = {
  kind: 'object',
  members: {
    index: { kind: 'integer' },
    index0: { kind: 'integer' },
    length: { kind: 'integer' },
    first: { kind: 'other' },
    last: { kind: 'other' },
  },
}

function checkCondition(text: string, scope: Scope): void {
  const [, path = '', , literal] = /^(?:not\s+)?([^\s=!]+)(?:\s*(==|!=)\s*(.+))?$/s.exec(text) ?? []
  const shape = followPath(path, scope)
  if (literal !== undefined && (shape.kind !== 'string' || !isLiteral(literal)))
    throw new InexactError(`the condition ${text}`)
}

function checkPrinted(text: string, scope: Scope): void {
  const terms = [...text.matchAll(term)].map(([whole]) => whole)
  if (terms.join('').length !== text.length) throw new InexactError(`{{${text}}}`)
  const parts = terms.join('').split(concatenation)
  for (const part of parts) {
    const kind = printedKind(part.trim(), scope)
    if (kind === 'other' || (parts.length > 1 && kind !== 'string'))
      throw new InexactError(`{{${text}}} prints more than strings`)
  }
}

/** Anything but quotes and backslashes, or a whole string literal with the escapes that both engines know. */
const term = /[^"'\\]+|"(?:[^"\\]|\\[nt"'\\])*"|'(?:[^'\\]|\\[nt"'\\])*'/g
/** A `+` with an even number of quotes behind it stands between strings. */
const concatenation = /\+(?=(?:[^"']|"[^"]*"|'[^']*')*$)/

function printedKind(text: string, scope: Scope): 'string' | 'integer' | 'other' {
  if (isLiteral(text)) return 'string'
  const [, path = '', filter, argument] = /^([^\s|]+)(?:\s*\|\s*(\w+)(?:\((.*)\))?)?$/s.exec(text) ?? []
  const shape = followPath(path, scope)
  if (filter === undefined) return shape.kind === 'list' || shape.kind === 'object' ? 'other' : shape.kind
  if (filter === 'length' && argument === undefined && shape.kind !== 'other' && shape.kind !== 'integer')
    return 'integer'
  if (filter === 'join' && shape.kind === 'list' && (argument === undefined || isLiteral(argument.trim()))) {
    return shape.item === undefined || shape.item.kind === 'string' || shape.item.kind === 'integer'
      ? 'string'
      : 'other'
  }
  throw new InexactError(`the filter ${filter}`)
}

function isLiteral(text: string): boolean {
  return /^(?:"(?:[^"'\\]|\\[nt\\])*"|'(?:[^"'\\]|\\[nt\\])*')$/s.test(text)
}

function followPath(path: string, scope: Scope): ValueShape {
  const [root = '', ...names] = path.split('.')
  if (!/^[A-Za-z]\w*$/.test(root) || isReserved(root) || !Object.hasOwn(scope, root))
    throw new InexactError(`${JSON.stringify(path)} is no input`)
  let shape = scope[root] as ValueShape
  for (const name of names) {
    // In Python a method of the object comes before its key.
    const isKey = /^[A-Za-z]\w*$/.test(name) && !dictMethods.has(name)
    if (shape.kind !== 'object' || !isKey || !Object.hasOwn(shape.members, name))
      throw new InexactError(`${path} does not lead to a value everywhere`)
    shape = shape.members[name] as ValueShape
  }
  return shape
}

const dictMethods = new Set([
  'clear',
  'copy',
  'fromkeys',
  'get',
  'items',
  'keys',
  'pop',
  'popitem',
  'setdefault',
  'update',
  'values',
])

function isReserved(name: string): boolean {
  return /^(?:true|false|none|True|False|None|and|or|not|in|is|if|else|elif|for|self|super|varargs|kwargs|caller|debug)$/.test(
    name,
  )
}
