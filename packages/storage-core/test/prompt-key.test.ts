import fc from 'fast-check'
import { expect, test } from 'vitest'
import { promptKey } from '../src/index.ts'

test('two spellings of one text have one key, compatibility forms and cases have their own', () => {
  expect(promptKey('e\u0301')).toBe(promptKey('\u00e9'))
  expect(promptKey('\u212a')).toBe('K')
  expect(new Set(['fi', '\ufb01', 'Fi'].map(promptKey)).size).toBe(3)
})

test('the key of a key is itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (id) => {
      expect(promptKey(promptKey(id))).toBe(promptKey(id))
    }),
  )
})
