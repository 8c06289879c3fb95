import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freezeDeep } from '../src/index.ts'

test('any JSON value stays the same value and is frozen at every level', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value)
      const parsed: unknown = JSON.parse(text)

      expect(freezeDeep(parsed)).toBe(parsed)
      expect(JSON.stringify(parsed)).toBe(text)
      expect(loosePlaces(parsed)).toEqual([])
    }),
  )
})

test('a key __proto__ is frozen like any other', () => {
  const value = freezeDeep(JSON.parse('{"__proto__":{"list":[{}]}}') as object)

  expect(loosePlaces(value)).toEqual([])
})

/** Every object in a value that is not frozen. */
function loosePlaces(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return [...(Object.isFrozen(value) ? [] : [value]), ...Object.values(value).flatMap(loosePlaces)]
}
