import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isVersionShape, parseVersion, promptVersionSchema } from '../src/index.ts'
import { fullVersion } from '../src/testing/contract/full-version.ts'
import { sampleVersion } from '../src/testing.ts'

const odd = fc.constantFrom<unknown>(undefined, null, true, -1, '', 'text', [], ['text'], [1], {})
const places = pathsOf(fullVersion)

test('what parseVersion returns has the shape', () => {
  expect(isVersionShape(parseVersion(fullVersion))).toBe(true)
  expect(isVersionShape(parseVersion({ ...sampleVersion(), future: [1] }))).toBe(true)
})

test.each([undefined, null, 1, 'text', [], {}, () => 1])('%o has not', (value) => {
  expect(isVersionShape(value)).toBe(false)
})

test('whatever stands in the place of one field, it has the shape exactly when no type is wrong', () => {
  fc.assert(
    fc.property(fc.constantFrom(...places), odd, (path, value) => {
      const record = withValue(fullVersion, path, value)
      const issues = promptVersionSchema.safeParse(record).error?.issues ?? []

      expect(isVersionShape(record)).toBe(!issues.some(({ code }) => code === 'invalid_type'))
    }),
    { numRuns: 2_000 },
  )
})

/** The path of every field of a record and of the objects in it, but not inside lists and free keys. */
function pathsOf(value: object, path: readonly string[] = []): string[][] {
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const here = [...path, key]
    const isFree = key === 'metadata' || key === 'context' || Array.isArray(item)
    return [here].concat(typeof item === 'object' && item !== null && !isFree ? pathsOf(item, here) : [])
  })
}

function withValue(record: object, [key = '', ...rest]: readonly string[], value: unknown): object {
  const fields = record as Readonly<Record<string, unknown>>
  return { ...fields, [key]: rest.length === 0 ? value : withValue(fields[key] as object, rest, value) }
}
