import { CaseHashError } from './errors.ts'

/** Deeper values are refused before they exhaust the stack. */
const MAX_DEPTH = 1000

/**
 * A value as JSON Canonicalization Scheme (RFC 8785) writes it: keys sorted by UTF-16 code units, no blanks, numbers and texts as
 * ECMAScript writes them. Keys without a value are left out.
 *
 * @throws {@link CaseHashError} when the value is not JSON, holds half a surrogate pair, or is more than 1000 levels deep.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0)
}

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw refuse(`it is more than ${MAX_DEPTH} levels deep`)
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return writeText(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`
  if (typeof value !== 'object') throw refuse(`it holds ${describe(value)}, which JSON does not know`)
  return writeMembers(value as Readonly<Record<string, unknown>>, depth)
}

/** One text that grows, in place of lists of members: this runs twice for each case of a run. */
function writeMembers(value: Readonly<Record<string, unknown>>, depth: number): string {
  let members = ''
  // Without a comparison they are sorted by UTF-16 code units, as they have to be.
  for (const key of Object.keys(value).toSorted()) {
    const item = value[key]
    if (item === undefined) continue
    if (members !== '') members += ','
    members += `${writeText(key)}:${write(item, depth + 1)}`
  }
  return `{${members}}`
}

function writeText(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw refuse('it holds half a surrogate pair, which has no form in UTF-8')
  return JSON.stringify(text)
}

function describe(value: unknown): string {
  return typeof value === 'number' ? String(value) : `a value of type ${typeof value}`
}

function refuse(reason: string): CaseHashError {
  return new CaseHashError(`A value cannot be hashed: ${reason}. Take that out.`, { reason })
}
