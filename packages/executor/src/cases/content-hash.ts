import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { CaseHashError } from './errors.ts'

/**
 * SHA-256 of a value's canonical JSON (RFC 8785), in hexadecimal: equal for equal values, whatever the order of their keys.
 *
 * @throws {@link CaseHashError} when the value is not JSON, or holds half a surrogate pair.
 */
export function contentHash(value: unknown): string {
  return hash('sha256', canonicalJson(value))
}

function canonicalJson(value: unknown): string {
  try {
    const text = canonicalize(value)
    if (text !== undefined) return text
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CaseHashError(`A value cannot be hashed: ${why}. Take out what JSON cannot hold.`, {}, { cause })
  }
  throw new CaseHashError('A value cannot be hashed: it is not JSON.', {})
}
