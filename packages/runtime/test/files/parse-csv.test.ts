import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCsv } from '../../src/files/parse-csv.ts'

describe('rows', () => {
  it.each<[string, string[][]]>([
    ['', []],
    ['a', [['a']]],
    ['a,b\nc', [['a', 'b'], ['c']]],
    ['a,\r\n', [['a', '']]],
    ['\n\n', [[], []]],
    ['""', [['']]],
    ['"a ""b"", c"', [['a "b", c']]],
    ['"two\nlines",x', [['two\nlines', 'x']]],
    ['a"b"', [['a"b"']]],
    ['"a"b,c', [['ab', 'c']]],
    ['"open, x\ny', [['open, x\ny']]],
  ])('of %j', (text, rows) => {
    expect(parseCsv(text)).toEqual(rows)
  })

  it('cannot hold a carriage return in the middle of a line', () => {
    expect(() => parseCsv('a\rb')).toThrow(/new-line character/)
    expect(parseCsv('"a\rb"')).toEqual([['a\rb']])
  })

  it('written with quotes read back as they were', () => {
    const rows = fc.array(fc.array(fc.string(), { minLength: 1 }), { minLength: 1 })
    fc.assert(
      fc.property(rows, (table) => {
        const text = table.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')
        expect(parseCsv(text)).toEqual(table)
      }),
    )
  })
})
