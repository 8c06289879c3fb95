import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isInShare } from '../../src/manifest/is-in-share.ts'

const share = fc.double({ min: 0.01, max: 1, noNaN: true })

test('a case of a share is in every larger share of the same seed', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), share, share, (id, seed, one, other) => {
      const [smaller, larger] = one < other ? [one, other] : [other, one]
      fc.pre(isInShare(id, { share: smaller, seed }))
      expect(isInShare(id, { share: larger, seed })).toBe(true)
    }),
  )
})

test('a share of many cases is about as large as it says, and another one for another seed', () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => `case-${index}`)
  const chosen = (seed: number) => ids.filter((id) => isInShare(id, { share: 0.3, seed }))

  expect(Math.abs(chosen(1).length - 3000)).toBeLessThan(200)
  expect(chosen(2)).not.toEqual(chosen(1))
})

test('everything is in the whole', () => {
  fc.assert(fc.property(fc.string(), fc.nat(), (id, seed) => isInShare(id, { share: 1, seed })))
  expect(isInShare('', { share: 1, seed: 0 })).toBe(true)
})
