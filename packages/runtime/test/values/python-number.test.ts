import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PythonFloat } from '../../src/sandbox/python-float.ts'
import { calculate, parseFloating, parseInteger, toDouble } from '../../src/values/python-number.ts'
import { pythonText } from '../../src/values/python-text.ts'

describe('int() of a text', () => {
  it.each([
    ['5', 5],
    [' +5 ', 5],
    ['-0', 0],
    ['1_000', 1000],
    ['007', 7],
    ['9007199254740993', 9007199254740993n],
    ['2.5', undefined],
    ['3.0', undefined],
    ['', undefined],
    ['1__0', undefined],
    ['0x10', undefined],
    ['five', undefined],
  ])('%j is %s', (text, number) => {
    expect(parseInteger(text)).toBe(number)
  })
})

describe('float() of a text', () => {
  it.each([
    ['2.5', 2.5],
    ['5', 5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['-1_0.5', -10.5],
    ['Infinity', Infinity],
    ['-inf', -Infinity],
    ['', undefined],
    ['.', undefined],
    ['1,5', undefined],
    ['0x10', undefined],
  ])('%j is %s', (text, number) => {
    expect(parseFloating(text)).toBe(number)
  })
})

describe('arithmetic', () => {
  it.each([
    [4, '/', 2, '2.0'],
    [1, '/', 4, '0.25'],
    [3, '+', 4, '7'],
    [3, '+', new PythonFloat(4), '7.0'],
    [0.1, '+', 0.2, '0.30000000000000004'],
    [9007199254740991, '+', 2, '9007199254740993'],
    [3, '*', -2, '-6'],
    [10, '-', 2.5, '7.5'],
  ] as const)('%s %s %s is %s', (left, operator, right, text) => {
    expect(pythonText(calculate(left, operator, right) ?? null)).toBe(text)
  })

  it('has no division by zero', () => {
    expect(calculate(1, '/', 0)).toBeUndefined()
    expect(calculate(1, '/', new PythonFloat(0))).toBeUndefined()
  })

  it('undoes on whole numbers what it does, however large', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (left, right) => {
        const sum = calculate(left, '+', right) ?? 0
        expect(calculate(sum, '-', right)).toBe(left)
        expect(toDouble(calculate(left, '/', 1) ?? 0)).toBe(left)
      }),
    )
  })
})
