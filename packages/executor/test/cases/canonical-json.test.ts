import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src/cases/canonical-json.ts'
import { CaseHashError } from '../../src/index.ts'

describe('canonical JSON', () => {
  it('is that of the example in RFC 8785, section 3.2.3', () => {
    const value = JSON.parse(
      String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
      "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    ) as unknown
    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  it('sorts keys by UTF-16 code units, as section 3.2.3 shows', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6']
    const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33']
    const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])))
    expect(Object.keys(JSON.parse(text) as object).filter((key) => key !== '1')).toEqual(
      sorted.filter((key) => key !== '1'),
    )
    expect(text.indexOf('"1"')).toBeGreaterThan(text.indexOf(String.raw`"\r"`))
  })

  it('reads back as the same value, in one form only', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        expect(canonicalJson(JSON.parse(text))).toBe(text)
        expect(JSON.stringify(JSON.parse(text))).toHaveLength(JSON.stringify(JSON.parse(JSON.stringify(value))).length)
      }),
    )
  })

  it('leaves out keys without a value', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}')
  })

  it.each([
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [[undefined]],
    [{ a: 1n }],
    ['\uDC00'],
    [{ '\uD800': 1 }],
    [() => 1],
  ])('is refused for what JSON does not know: %o', (value) => {
    expect(() => canonicalJson(value)).toThrow(CaseHashError)
  })

  it('is refused for values that would exhaust the stack', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown
    expect(() => canonicalJson(deep)).toThrow(/more than 1000 levels deep/)
  })
})
