import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkCodeOutputs, codeLimits, CodeOutputError, type CodeOutput } from '../../src/nodes/check-code-outputs.ts'
import { PythonFloat } from '../../src/sandbox/python-float.ts'
import type { SandboxValue } from '../../src/sandbox/sandbox.ts'

type Outputs = Readonly<Record<string, CodeOutput>>

function failure(result: SandboxValue, outputs: Outputs): string {
  try {
    checkCodeOutputs(result, outputs)
  } catch (error) {
    if (error instanceof CodeOutputError) return `${error.errorType}: ${error.message}`
    throw error
  }
  return 'passes'
}

function nest(depth: number): SandboxValue {
  return depth === 0 ? 1 : { a: nest(depth - 1) }
}

describe('checkCodeOutputs', () => {
  test.each<[string, SandboxValue, SandboxValue]>([
    ['string', 'a\0b', 'ab'],
    ['string', null, null],
    ['string', 'x'.repeat(400_000), 'x'.repeat(400_000)],
    ['number', 3, 3],
    ['number', true, 1],
    ['number', false, 0],
    ['number', null, null],
    ['number', new PythonFloat(3), new PythonFloat(3)],
    ['number', 9_223_372_036_854_775_807n, 9_223_372_036_854_775_807n],
    ['boolean', true, true],
    ['boolean', 'yes', 'yes'],
    ['object', { a: [1, 'x'.repeat(3)].slice(0, 1), b: null }, { a: [1], b: null }],
    ['object', null, null],
    ['array[string]', ['a', null], ['a', null]],
    ['array[number]', [1, 2.5, true], [1, 2.5, 1]],
    ['array[object]', [{ a: 1 }, null], [{ a: 1 }, null]],
    ['array[boolean]', [true, null], [true, null]],
    ['array[string]', null, null],
  ])('%s takes what is right for it (%#)', (type, value, output) => {
    expect(checkCodeOutputs({ x: value }, { x: { type } })).toEqual({ x: output })
  })

  test.each<[string, SandboxValue, string]>([
    ['string', 1, 'Output x must be a string, got int instead'],
    ['string', ['a'], 'Output x must be a string, got list instead'],
    ['string', 'x'.repeat(400_001), 'The length of output variable `x` must be less than 400000 characters'],
    ['number', '1', "Output x is not a number, got <class 'str'> instead."],
    ['number', {}, "Output x is not a number, got <class 'dict'> instead."],
    [
      'number',
      2n ** 63n,
      'Output variable `x` is out of range, it must be between -9223372036854775808 and 9223372036854775807.',
    ],
    [
      'number',
      new PythonFloat(-1e19),
      'Output variable `x` is out of range, it must be between -9223372036854775808 and 9223372036854775807.',
    ],
    ['number', 1e-21, 'Output variable `x` has too high precision, it must be less than 20 digits.'],
    ['object', [], "Output x is not an object, got <class 'list'> instead."],
    ['array[string]', 'a', "Output x is not an array, got <class 'str'> instead."],
    [
      'array[string]',
      Array.from({ length: 31 }, () => 'a'),
      'The length of output variable `x` must be less than 30 elements.',
    ],
    [
      'array[number]',
      Array.from({ length: 1001 }, () => 1),
      'The length of output variable `x` must be less than 1000 elements.',
    ],
    ['array[number]', [1, null], 'The element at index 1 of output variable `x` must be a number.'],
    [
      'array[number]',
      [1, 1e20],
      'Output variable `x[1]` is out of range, it must be between -9223372036854775808 and 9223372036854775807.',
    ],
    [
      'array[object]',
      Array.from({ length: 31 }, () => ({})),
      'The length of output variable `x` must be less than 30 elements.',
    ],
    ['array[object]', [{}, 1], "Output x[1] is not an object, got <class 'int'> instead at index 1."],
    ['array[boolean]', [true, 1], "Output x[1] is not a boolean, got <class 'int'> instead."],
    ['object', { a: [1, 'b'] }, 'Output .x.a is not a valid array. make sure all elements are of the same type.'],
    ['object', { a: 'x'.repeat(400_001) }, 'The length of output variable `.x.a` must be less than 400000 characters'],
    [
      'object',
      { a: [{ b: 1e20 }] },
      'Output variable `.x.a[0].b` is out of range, it must be between -9223372036854775808 and 9223372036854775807.',
    ],
    ['file', 'a', 'Output type file is not supported.'],
  ])('%s refuses what is wrong in the words of Dify (%#)', (type, value, message) => {
    expect(failure({ x: value }, { x: { type } })).toBe(`OutputValidationError: ${message}`)
  })

  test('an output that is declared must be there', () => {
    expect(failure({}, { a: { type: 'string' } })).toBe('OutputValidationError: Output a is missing.')
    const nested: Outputs = {
      a: { type: 'object', children: { b: { type: 'object', children: { c: { type: 'string' } } } } },
    }
    expect(failure({ a: { b: {} } }, nested)).toBe('OutputValidationError: Output .a.b.c is missing.')
    const listed: Outputs = { a: { type: 'array[object]', children: { c: { type: 'string' } } } }
    expect(failure({ a: [{ c: 'x' }, {}] }, listed)).toBe('OutputValidationError: Output a[1].c is missing.')
  })

  test('an output that is not declared fails the node, on every level', () => {
    const message = 'CodeNodeError: Not all output parameters are validated.'
    expect(failure({ a: 'x', b: 1 }, { a: { type: 'string' } })).toBe(message)
    const nested: Outputs = { a: { type: 'object', children: { b: { type: 'string' } } } }
    expect(failure({ a: { b: 'x', c: 1 } }, nested)).toBe(message)
  })

  test('an object without declared members may hold any', () => {
    expect(checkCodeOutputs({ a: { b: { c: [true, 2] } } }, { a: { type: 'object', children: null } })).toEqual({
      a: { b: { c: [true, 2] } },
    })
  })

  test('five levels are allowed, six are not', () => {
    expect(failure({ x: nest(4) }, { x: { type: 'object' } })).toBe('passes')
    expect(failure({ x: nest(5) }, { x: { type: 'object' } })).toBe(
      'DepthLimitError: Depth limit 5 reached, object too deep.',
    )
  })

  test.each<[SandboxValue, string]>([
    [null, 'NoneType'],
    [[], 'list'],
    ['a', 'str'],
    [1, 'int'],
    [1.5, 'float'],
    [new PythonFloat(1), 'float'],
    [true, 'bool'],
  ])('a result that is %j is no dict', (result, name) => {
    expect(failure(result, {})).toBe(`WorkflowNodeError: Result must be a dict, got ${name}`)
  })

  test('characters are counted as Python counts them', () => {
    expect(failure({ x: '😀'.repeat(400_000) }, { x: { type: 'string' } })).toBe('passes')
    expect(failure({ x: '😀'.repeat(400_001) }, { x: { type: 'string' } })).toMatch(/less than 400000 characters/)
  })

  test('a float passes as long as its decimals are within the limit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e18, max: 1e18 }), (value) => {
        const decimals = Number.isInteger(value) ? 0 : decimalsOf(value)
        expect(failure({ x: value }, { x: { type: 'number' } }) === 'passes').toBe(decimals <= codeLimits.maxPrecision)
      }),
    )
  })
})

/** The smallest number of decimals that gives the value back. */
function decimalsOf(value: number): number {
  for (let decimals = 0; decimals <= 100; decimals += 1) if (Number(value.toFixed(decimals)) === value) return decimals
  return Infinity
}
