import { isDeepStrictEqual } from 'node:util'
import { promptVariantSchema } from '@autoopt/config'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { candidateSchema, createCandidate, toVariant } from '../../src/search/candidate.ts'

/** Records on disk hold no `__proto__`: what reads them leaves it out. */
const ids = fc.string().filter((id) => id !== '__proto__')
const texts = fc.dictionary(ids, fc.string({ unit: 'binary' }), { maxKeys: 4 })

test('a candidate is named by its texts, whatever the order of the components and the way to them', () => {
  fc.assert(
    fc.property(texts, (some) => {
      const reversed = Object.fromEntries(Object.entries(some).toReversed())
      const one = createCandidate({ texts: some, origin: 'reflect', parents: ['a'] })
      expect(createCandidate({ texts: reversed, origin: 'merge' }).id).toBe(one.id)
      expect(candidateSchema.parse(one)).toEqual(one)
    }),
  )
})

test('different texts have different names, even where only a border moves or a surrogate is alone', () => {
  fc.assert(
    fc.property(texts, texts, (some, others) => {
      const same = isDeepStrictEqual({ ...some }, { ...others })
      const [one, other] = [some, others].map((each) => createCandidate({ texts: each, origin: 'seed' }).id)
      expect(one === other).toBe(same)
    }),
  )
  const names = [{ a: 'bc' }, { ab: 'c' }, { a: 'b\uD800' }, { a: 'b\uD801' }].map(
    (each) => createCandidate({ texts: each, origin: 'seed' }).id,
  )
  expect(new Set(names).size).toBe(4)
})

test('a variant replaces the texts that changed, and the seed is the baseline', () => {
  const seed = createCandidate({ texts: { one: 'A', two: 'B' }, origin: 'seed' })
  const changed = createCandidate({ texts: { one: 'A', two: 'C' }, origin: 'reflect', parents: [seed.id] })
  expect(toVariant(seed, seed)).toMatchObject({ variant_id: 'baseline', nodes: [] })
  const variant = toVariant(changed, seed)
  expect(variant.nodes).toEqual([{ selector: { by_id: 'two' }, strategy: { mode: 'replace', content: 'C' } }])
  expect(promptVariantSchema.parse(variant)).toEqual(variant)
  expect(changed.id.startsWith(variant.variant_id)).toBe(true)
})
