import { hash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'

/**
 * SHA-256 of a value's canonical JSON (RFC 8785), in hexadecimal: equal for equal values, whatever the order of their keys.
 *
 * @throws {@link CaseHashError} when the value has no canonical JSON.
 */
export function contentHash(value: unknown): string {
  return hash('sha256', canonicalJson(value))
}
