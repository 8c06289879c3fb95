import type { z } from 'zod'
import type { ProblemDetails } from '../config-source.ts'

type Issue = z.core.$ZodIssue

/** Longer lists of names say less than their first ones. */
const MAX_NAMES = 12

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'nothing',
  array: 'a list',
  object: 'a map',
  record: 'a map',
}

const formats: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  url: 'a URL',
  datetime: 'an ISO 8601 time',
}

/** What a schema's complaint means to the person who wrote the value; `undefined` stands for a missing key. */
export function describeIssue(issue: Issue, value: unknown): ProblemDetails {
  const name = String(issue.path.at(-1) ?? '')
  const details = complaintOf(issue, value)
  if (value !== undefined || issue.path.length === 0) return details
  return { ...details, message: `the key ${JSON.stringify(name)} is missing` }
}

function complaintOf(issue: Issue, value: unknown): ProblemDetails {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest says what it expects in its own message
  switch (issue.code) {
    case 'invalid_type':
      return {
        message: `this is ${kindOf(value)}`,
        expected: (kinds[issue.expected] ?? issue.expected) + hintFor(issue.expected, value),
      }
    case 'invalid_value':
      return oneOf(issue.values.map(String))
    case 'invalid_union':
      return 'options' in issue ? oneOf(issue.options.map(String)) : anyOf(issue, value)
    case 'too_small':
      return {
        message: 'this is too small',
        expected: bound(issue.origin, issue.minimum, issue.inclusive ? 'at least' : 'more than'),
      }
    case 'too_big':
      return {
        message: 'this is too large',
        expected: bound(issue.origin, issue.maximum, issue.inclusive ? 'at most' : 'less than'),
      }
    case 'invalid_format':
      return { message: 'this has the wrong form', expected: formatOf(issue) }
    case 'invalid_key':
      return { message: 'this key cannot be used', expected: 'a key that is not empty' }
    default:
      return { message: 'this does not fit', expected: issue.message.replace(/^expected /, '') }
  }
}

/** "expected one of a, b"; the value's nearest name is sought among them all. */
export function oneOf(names: readonly string[]): ProblemDetails {
  return {
    message: names.length === 1 ? 'this is not the one possible value' : 'this is none of the possible values',
    ...expectedNames(names),
  }
}

/** Names to expect and to choose the nearest from. */
export function expectedNames(names: readonly string[]): Required<Pick<ProblemDetails, 'expected' | 'candidates'>> {
  const shown = names.slice(0, MAX_NAMES).join(', ')
  const more = names.length > MAX_NAMES ? `, … (${names.length} in all)` : ''
  return { expected: names.length === 1 ? shown : `one of ${shown}${more}`, candidates: names }
}

/** Alternatives that differ only in the kind of their value. */
function anyOf(issue: Extract<Issue, { code: 'invalid_union' }>, value: unknown): ProblemDetails {
  const first = issue.errors.flatMap(([error]) => (error ? [error] : []))
  const inside = first.find((error) => error.code !== 'invalid_type')
  if (inside) return complaintOf(inside, value)
  const expected = new Set(first.map((error) => ('expected' in error ? kinds[error.expected] : undefined)))
  return { message: `this is ${kindOf(value)}`, expected: expected.size > 4 ? 'a value' : [...expected].join(' or ') }
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return kinds[typeof value] ?? typeof value
}

function hintFor(expected: string, value: unknown): string {
  const isPlain = typeof value === 'number' || typeof value === 'boolean'
  return expected === 'string' && isPlain ? ' (put it in quotes)' : ''
}

function bound(origin: string, limit: number | bigint, comparison: string): string {
  const isOne = Number(limit) === 1
  if (origin === 'string') return `text of ${comparison} ${limit} ${isOne ? 'character' : 'characters'}`
  if (origin === 'array') return `a list of ${comparison} ${limit} ${isOne ? 'item' : 'items'}`
  return `${comparison} ${limit}`
}

function formatOf(issue: Extract<Issue, { code: 'invalid_format' }>): string {
  if (issue.message.startsWith('expected ')) return issue.message.replace(/^expected /, '')
  if ('prefix' in issue) return `text that begins with ${JSON.stringify(issue.prefix)}`
  return formats[issue.format] ?? issue.format
}
