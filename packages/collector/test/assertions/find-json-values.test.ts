import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonValues } from '../../src/index.ts'

const values = (text: string): unknown[] => findJsonValues(text).map(({ value }) => value)

describe('findJsonValues', () => {
  it.each([
    ['Sure! {"a": [1, 2]} and [3].', [{ a: [1, 2] }, [3]]],
    ['```json\n{"结果": "好"}\n```', [{ 结果: '好' }]],
    ['see [figure 1] and {x}', []],
    ['[see {"a": 1} here]', [{ a: 1 }]],
    ['{"a": {"b": 1}, "c": [2], "cut', [{ b: 1 }, [2]]],
    ['{"note: {"a": 1}', [{ a: 1 }]],
    ['{"text": "a } b ] \\" c"}', [{ text: 'a } b ] " c' }]],
    ["[1, 2,] [01] [1.] [+1] [.5] [nul] ['a']", []],
    ['{"a": "tab\there"}', []],
    ['[-1.5e+3, true, false, null, "\\u00e9"]', [[-1500, true, false, null, 'é']]],
    ['{} []', [{}, []]],
    ['{"a" 1} {1: 2} {"a": } [,]', []],
    ['{"__proto__": {"x": 1}}', [JSON.parse('{"__proto__": {"x": 1}}')]],
    ['7 "text" true', []],
  ])('finds in %j', (text, found) => {
    expect(values(text)).toEqual(found)
  })

  it('finds any object or list in prose, where it stands', () => {
    const held = fc.jsonValue().filter((value) => typeof value === 'object' && value !== null)
    const prose = fc.string({ unit: fc.constantFrom('a', '好', ' ', '\n', ',', '1', '`', ':') })
    const law = fc.property(prose, held, prose, (before, value, after) => {
      const json = JSON.stringify(value)
      const found = findJsonValues(before + json + after)
      expect(found).toEqual([{ value: JSON.parse(json), start: before.length, end: before.length + json.length }])
    })
    fc.assert(law, { seed: 4, numRuns: 500 })
  })

  it('finds only what JSON.parse reads, in any text', () => {
    const text = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '1', 'a', ' ', 'true') })
    const law = fc.property(text, (each) => {
      let end = 0
      for (const found of findJsonValues(each)) {
        expect(found.start).toBeGreaterThanOrEqual(end)
        expect(JSON.parse(each.slice(found.start, found.end))).toEqual(found.value)
        end = found.end
      }
    })
    fc.assert(law, { seed: 5, numRuns: 3_000 })
  })
})
