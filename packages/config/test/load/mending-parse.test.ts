import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { z } from 'zod'
import { readConfig } from '../../src/load/read-config.ts'
import { configErrorOf, problemsOf } from '../problems-of.ts'

const schema = z.strictObject({
  alpha: z.strictObject({ beta: z.strictObject({ gamma: z.number() }) }),
  shape: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('circle'), radius: z.number() }),
    z.strictObject({ kind: z.literal('square'), side: z.number() }),
  ]),
})
const read = (text: string) => readConfig([{ file: 'f', text }], { schema })

describe('mendingParse', () => {
  test('a misspelt key at each level hides nothing below it', () => {
    expect(problemsOf(() => read('alhpa: {bata: {gama: x}}\nshape: {kind: circle, radius: 1}\n'))).toEqual([
      '1:1 unknown key "alhpa"',
      '1:9 unknown key "bata"',
      '1:16 unknown key "gama"',
      '1:22 this is text',
    ])
  })

  test('a misspelt key and choice hide nothing beside them', () => {
    expect(problemsOf(() => read('alpha: {beta: {gamma: 1}}\nshape: {knid: cicrle, raduis: x, side: 3}\n'))).toEqual([
      '2:9 unknown key "knid"',
      '2:15 this is none of the possible values',
      '2:23 unknown key "raduis"',
      '2:31 this is text',
      '2:34 unknown key "side"',
    ])
  })

  test('an unknown key beside the right one is told once and taken for nothing', () => {
    expect(problemsOf(() => read('alpha: {beta: {gamma: 1, gama: x}}\nshape: {kind: square, side: 1}\n'))).toEqual([
      '1:26 unknown key "gama"',
    ])
  })

  test('an unknown key in a merged map is told once', () => {
    const text = 'alpha:\n  beta: {<<: &m {gamma: 1, zeta: 2}}\nshape: {kind: square, side: 1}\n'
    expect(problemsOf(() => read(text))).toEqual(['2:28 unknown key "zeta"'])
  })

  test('any data is checked without end or crash, and its text is never changed', () => {
    fc.assert(
      fc.property(
        fc.object({ key: fc.constantFrom('alpha', 'beta', 'gama', 'knid', 'kind', 'shape', 'x', '') }),
        (data) => {
          const error = configErrorOf(() => read(stringify(data)))
          expect(error.problems.length).toBeGreaterThan(0)
          expect(new Set(error.problems.map((problem) => JSON.stringify(problem))).size).toBe(error.problems.length)
        },
      ),
    )
  })
})
