import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvalidVersionError, parseVersion } from '../src/index.ts'
import { sampleVersion } from '../src/testing.ts'

test('names record and place of everything that is wrong', () => {
  const record = { ...sampleVersion(), created_at: 'x', prompt: { ...sampleVersion().prompt, variables: ['a', 1] } }

  const error = errorOf(record)
  expect(error.issues.map(({ path }) => path)).toEqual(['created_at', 'prompt.variables[1]'])
  expect(error.context).toMatchObject({ promptId: 'wf_001_llm_1_system', version: '1.0.0' })
  expect(error.message).toMatch(
    /^Version "1\.0\.0" of prompt "wf_001_llm_1_system" is not a valid record \(created_at: /,
  )
})

test.each([undefined, null, 1, 'text', [], new Map(), () => 1])('rejects %o', (input) => {
  expect(() => parseVersion(input)).toThrow(InvalidVersionError)
})

test('names the place of what JSON cannot hold', () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular

  expect(errorOf(sampleVersion({ metadata: { deep: [{ when: new Date(0) }] } })).issues).toEqual([
    { path: 'metadata.deep[0].when', message: 'JSON cannot hold a class instance; expected a plain object' },
  ])
  expect(errorOf(sampleVersion({ metadata: { circular } })).message).toMatch(/circular/)
  expect(errorOf(sampleVersion({ metadata: { sparse: Array.from({ length: 2 }) } })).message).toMatch(/sparse\[0\]/)
})

test('any JSON value in a record comes back as it would from its text, and frozen', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const parsed = parseVersion(sampleVersion({ metadata: { value } }))

      expect(JSON.stringify(parsed.metadata)).toBe(JSON.stringify({ value }))
      expect(parsed.metadata).toStrictEqual(JSON.parse(JSON.stringify({ value })))
      expect(Object.isFrozen(parsed.metadata)).toBe(true)
    }),
  )
})

test('a negative zero becomes the zero that JSON would make of it', () => {
  expect(parseVersion(sampleVersion({ metadata: { zero: -0 } })).metadata['zero']).toBe(0)
})

test('a place beneath a key __proto__ is named like any other', () => {
  const metadata = JSON.parse('{"__proto__":{"list":[0,1]}}') as Record<string, { list: unknown[] }>
  Object.getOwnPropertyDescriptor(metadata, '__proto__')?.value.list.push(Number.NaN)

  expect(errorOf(sampleVersion({ metadata })).issues).toEqual([
    { path: 'metadata.__proto__.list[2]', message: 'JSON cannot hold the number NaN' },
  ])
})

test('the result of parsing parses to an equal result that is another object', () => {
  const once = parseVersion(sampleVersion())
  const twice = parseVersion(once)

  expect(twice).toStrictEqual(once)
  expect(twice).not.toBe(once)
})

function errorOf(input: unknown): InvalidVersionError {
  try {
    parseVersion(input)
  } catch (error) {
    if (error instanceof InvalidVersionError) return error
  }
  throw new Error('expected an InvalidVersionError')
}
