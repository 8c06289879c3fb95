import { NodeError } from '../errors.ts'
import { FileValue } from '../values/file-value.ts'
import { numberOf, toDouble } from '../values/python-number.ts'
import type { Value } from '../values/value.ts'
import { fileAttribute } from '../variables/file-attribute.ts'

/**
 * What an item of a list is sorted by: itself, or for files an attribute.
 *
 * @throws {@link NodeError} for an attribute that files do not have or cannot be sorted by.
 */
export function sortKey(item: Value, attribute: string): string | number {
  if (!(item instanceof FileValue)) return plainKey(item)
  if (!sortable.has(attribute)) throw new NodeError(`Invalid order key: ${attribute}`, { type: 'InvalidKeyError' })
  return plainKey(fileAttribute(item, attribute) ?? '')
}

const sortable: ReadonlySet<string> = new Set([
  'name',
  'type',
  'extension',
  'mime_type',
  'transfer_method',
  'url',
  'size',
])

function plainKey(value: Value): string | number {
  const number = numberOf(value)
  if (number !== undefined) return toDouble(number)
  return typeof value === 'string' ? value : ''
}
