import { toPointer } from '../source/json-pointer.ts'
import { isRecord } from '../source/untyped.ts'

/**
 * Compares two documents, expecting some pointers to hold new texts and all else to be equal.
 * @returns the pointer of the first difference.
 */
export function findDifference(
  before: unknown,
  after: unknown,
  expected: ReadonlyMap<string, string>,
): string | undefined {
  return compare(before, after, '', expected)
}

function compare(
  before: unknown,
  after: unknown,
  pointer: string,
  expected: ReadonlyMap<string, string>,
): string | undefined {
  const text = expected.get(pointer)
  if (text !== undefined) return after === text ? undefined : pointer
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length === after.length ? compareEntries(before.entries(), after, pointer, expected) : pointer
  }
  if (isRecord(before) && isRecord(after)) {
    const entries = Object.entries(before)
    if (entries.length !== Object.keys(after).length) return pointer
    return compareEntries(entries, after, pointer, expected)
  }
  return Object.is(before, after) ? undefined : pointer
}

function compareEntries(
  entries: Iterable<[string | number, unknown]>,
  after: object,
  pointer: string,
  expected: ReadonlyMap<string, string>,
): string | undefined {
  for (const [key, value] of entries) {
    const place = pointer + toPointer([key])
    if (!Object.hasOwn(after, key)) return place
    const difference = compare(value, (after as Record<string | number, unknown>)[key], place, expected)
    if (difference !== undefined) return difference
  }
  return undefined
}
