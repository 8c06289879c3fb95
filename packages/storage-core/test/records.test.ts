import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { promptIdSchema, promptVersionSchema, semverSchema } from '../src/index.ts'
import { sampleVersion } from '../src/testing.ts'

describe('semverSchema', () => {
  test.each(['0.0.0', '1.0.0', '10.20.30', '1.0.0-rc.1', '1.0.0-0a.-', '1.0.0+001', '1.0.0-x-y.7+build.5-z'])(
    'accepts %j',
    (version) => {
      expect(semverSchema.safeParse(version).success).toBe(true)
    },
  )

  test.each([
    'v1.0.0',
    '=1.0.0',
    ' 1.0.0',
    '1.0.0 ',
    '1.0.0+build ',
    '1.0.0+build\n',
    '1.0.0\n',
    '01.0.0',
    '1.00.0',
    '1.0.0-01',
    '1.0',
    '1.0.0-',
    '1.0.0+',
    '1.0.0-a..b',
    '1.0.0-ä',
    '9007199254740992.0.0',
    `1.0.0-${'a'.repeat(59)}`,
    '',
    1,
  ])('rejects %j', (version) => {
    expect(semverSchema.safeParse(version).success).toBe(false)
  })

  /** The expression that semver.org suggests. */
  const grammar =
    /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$/

  test('agrees with the grammar of semver.org on any text', () => {
    const nearly = fc
      .array(fc.constantFrom('0', '1', '01', '10', '.', '-', '+', 'a', 'v', ' ', '1.0.0', '\n'), { maxLength: 8 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(nearly, fc.stringMatching(grammar), fc.string()), (text) => {
        fc.pre(text.length <= 64 && !/\d{16}/.test(text))
        expect(semverSchema.safeParse(text).success).toBe(grammar.test(text))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('promptIdSchema', () => {
  test.each(['a', ' ', '../x', '提示词', '🙂', 'e\u0301', 'x'.repeat(5_000)])('accepts %j', (id) => {
    expect(promptIdSchema.safeParse(id).success).toBe(true)
  })

  test.each(['', 'a\0', '\ud83d', '\ude42a', null])('rejects %j', (id) => {
    expect(promptIdSchema.safeParse(id).success).toBe(false)
  })
})

describe('promptVersionSchema', () => {
  test('keeps unknown keys', () => {
    const record = { ...sampleVersion(), future: 1 }

    expect(promptVersionSchema.parse(record)).toEqual(record)
  })

  test('accepts times in UTC and with an offset, and no others', () => {
    for (const created_at of ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.123456Z', '2026-01-02T03:04:05+08:00']) {
      expect(promptVersionSchema.safeParse(sampleVersion({ created_at })).success).toBe(true)
    }
    for (const created_at of ['2026-01-02', '2026-01-02T03:04:05', '2026-02-30T00:00:00Z']) {
      expect(promptVersionSchema.safeParse(sampleVersion({ created_at })).success).toBe(false)
    }
  })
})
