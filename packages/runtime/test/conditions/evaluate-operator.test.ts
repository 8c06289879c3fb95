import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateOperator } from '../../src/conditions/evaluate-operator.ts'
import { PythonFloat } from '../../src/sandbox/python-float.ts'
import type { DifyVersion, Value } from '../../src/values/value.ts'

function outcome(operator: string, value: Value, expected: Value, dify: DifyVersion = '1.12'): boolean | string {
  try {
    return evaluateOperator(operator, { value, expected, dify })
  } catch (error) {
    return `fails: ${(error as Error).message}`
  }
}

const noList = 'fails: Invalid actual value type: string or array'
const noText = 'fails: Invalid actual value type: string'
const noBoolean = 'fails: Invalid actual value type: string or boolean'
const noNumber = 'fails: Invalid actual value type: number'
const noEqual = 'fails: Invalid actual value type: number or boolean'
const notInt = (text: string): string => `fails: invalid literal for int() with base 10: '${text}'`

type Row = readonly [operator: string, value: Value, expected: Value, outcome: boolean | string, old?: boolean | string]

const rows: readonly Row[] = [
  ['contains', 'hello', 'ell', true],
  ['contains', 'hello', 'ELL', false],
  ['contains', '', 'a', false],
  ['contains', null, 'a', false],
  ['contains', 0, 'a', false],
  ['contains', [], 'a', false],
  ['contains', ['a', 'b'], 'a', true],
  ['contains', ['ab'], 'a', false],
  ['contains', [1, 2], '1', false],
  ['contains', 5, '5', noList],
  ['contains', { a: 1 }, 'a', noList],
  ['contains', 'a', null, "fails: 'in <string>' requires string as left operand, not 'NoneType'"],
  ['not contains', 'hello', 'ell', false],
  ['not contains', 'hello', 'x', true],
  ['not contains', '', 'a', true],
  ['not contains', null, 'a', true],
  ['not contains', [], 'a', true],
  ['not contains', ['a'], 'b', true],
  ['not contains', 5, '5', noList],
  ['start with', 'hello', 'he', true],
  ['start with', 'hello', 'lo', false],
  ['start with', '', '', false],
  ['start with', null, 'a', false],
  ['start with', 5, '5', noText],
  ['start with', ['a'], 'a', noText],
  ['end with', 'hello', 'lo', true],
  ['end with', 'hello', 'he', false],
  ['end with', '', '', false],
  ['end with', 5, '5', noText],
  ['is', 'a', 'a', true],
  ['is', 'a', 'A', false],
  ['is', '', '', true],
  ['is', null, 'a', false],
  ['is', 5, '5', noBoolean, noText],
  ['is', true, true, true, noText],
  ['is', [], '', noBoolean, noText],
  ['is not', 'a', 'b', true],
  ['is not', 'a', 'a', false],
  ['is not', null, 'a', false],
  ['is not', 5, '5', noBoolean, noText],
  ['is not', false, true, true, noText],
  ['empty', '', null, true],
  ['empty', 0, null, true],
  ['empty', false, null, true],
  ['empty', [], null, true],
  ['empty', {}, null, true],
  ['empty', null, null, true],
  ['empty', new PythonFloat(0), null, true],
  ['empty', ' ', null, false],
  ['empty', [null], null, false],
  ['not empty', 'a', null, true],
  ['not empty', 0, null, false],
  ['not empty', null, null, false],
  ['=', 3, '3', true],
  ['=', 3, '4', false],
  ['=', 3, ' 3 ', true],
  ['=', 3, '3.0', notInt('3.0')],
  ['=', 3, '2.5', notInt('2.5')],
  ['=', 3, '', notInt('')],
  ['=', 2.5, '2.5', true],
  ['=', new PythonFloat(3), '3', true],
  ['=', new PythonFloat(3), '3.0', true],
  ['=', 2.5, 'x', "fails: could not convert string to float: 'x'"],
  ['=', null, '3', false],
  ['=', '3', '3', noEqual, noNumber],
  ['=', true, true, true, true],
  ['=', true, false, false, false],
  ['≠', 3, '4', true],
  ['≠', 3, '3', false],
  ['≠', 3, '3.5', notInt('3.5')],
  ['≠', null, '3', false],
  ['≠', 'a', '3', noEqual, noNumber],
  ['>', 3, '2', true],
  ['>', 3, '3', false],
  ['>', 3, '2.5', true, notInt('2.5')],
  ['>', 2.5, '2', true],
  ['>', null, '2', false],
  ['>', 'a', '2', noNumber],
  ['>', 3, '', "fails: could not convert string to float: ''", notInt('')],
  ['<', 3, '4', true],
  ['<', 3, '3', false],
  ['<', 2, '2.5', true, notInt('2.5')],
  ['<', null, '2', false],
  ['<', [1], '2', noNumber],
  ['≥', 3, '3', true],
  ['≥', 3, '3.5', false, notInt('3.5')],
  ['≥', 2, '3', false],
  ['≥', null, '3', false],
  ['≤', 3, '3', true],
  ['≤', 3, '2.5', false, notInt('2.5')],
  ['≤', 2, '3', true],
  ['≤', null, '3', false],
  ['null', null, null, true],
  ['null', '', null, false],
  ['null', 0, null, false],
  ['not null', null, null, false],
  ['not null', '', null, true],
  ['in', 'a', ['a', 'b'], true],
  ['in', 'c', ['a', 'b'], false],
  ['in', '', ['a'], false],
  ['in', null, ['a'], false],
  ['in', 'a', 'abc', 'fails: Invalid expected value type: array'],
  ['not in', 'a', ['a', 'b'], false],
  ['not in', 'c', ['a', 'b'], true],
  ['not in', null, ['a'], true],
  ['not in', 'a', 'abc', 'fails: Invalid expected value type: array'],
  ['all of', ['a', 'b', 'c'], ['a', 'b'], true],
  ['all of', ['a'], ['a', 'b'], false],
  ['all of', 'abc', ['a', 'b'], true],
  ['all of', [], ['a'], false],
  ['all of', null, ['a'], false],
  ['all of', ['a'], 'a', 'fails: Unsupported operator: all of'],
  ['exists', '', null, true],
  ['exists', null, null, false],
  ['not exists', null, null, true],
  ['not exists', [], null, false],
  ['resembles', 'a', 'a', 'fails: Unsupported operator: resembles'],
  ['constructor', 'a', 'a', 'fails: Unsupported operator: constructor'],
]

describe('an operator', () => {
  it.each(rows.map(([operator, value, expected, result]) => ({ operator, value, expected, result })))(
    '$operator: $value against $expected is $result in 1.12',
    ({ operator, value, expected, result }) => {
      expect(outcome(operator, value, expected)).toBe(result)
    },
  )
  it.each(rows.map(([operator, value, expected, result, old = result]) => ({ operator, value, expected, old })))(
    '$operator: $value against $expected is $old in 0.15',
    ({ operator, value, expected, old }) => {
      expect(outcome(operator, value, expected, '0.15')).toBe(old)
    },
  )
})

describe('laws of operators', () => {
  const texts = fc.string()

  it('a negated operator is the opposite, where the value is there', () => {
    const values = fc.oneof(texts, fc.array(texts))
    fc.assert(
      fc.property(values, texts, (value, expected) => {
        expect(outcome('not contains', value, expected)).toBe(outcome('contains', value, expected) === false)
        expect(outcome('not empty', value, null)).toBe(outcome('empty', value, null) === false)
      }),
    )
  })

  it('is not is the opposite of is, for texts', () => {
    fc.assert(
      fc.property(texts, texts, (value, expected) => {
        expect(outcome('is not', value, expected)).toBe(outcome('is', value, expected) === false)
      }),
    )
  })

  it('of <, = and > exactly one holds between two whole numbers', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (value, expected) => {
        const held = ['<', '=', '>'].filter((operator) => outcome(operator, value, String(expected)) === true)
        expect(held).toHaveLength(1)
      }),
    )
  })
})
