import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PythonFloat } from '../../src/sandbox/python-float.ts'
import { readSandboxJson, writeSandboxJson } from '../../src/sandbox/sandbox-json.ts'
import type { SandboxValue } from '../../src/sandbox/sandbox.ts'

const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.string({ unit: 'binary' }),
  fc.maxSafeInteger().map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.bigInt().filter((value) => value > 2n ** 53n || value < -(2n ** 53n)),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => (Number.isInteger(value) ? new PythonFloat(value) : value)),
)
const { value } = fc.letrec<{ value: SandboxValue }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value')), fc.dictionary(fc.string(), tie('value'))),
}))

describe('sandbox JSON', () => {
  test('a value comes back as it was written, floats as floats and long integers whole', () => {
    fc.assert(
      fc.property(value, (written) => {
        expect(readSandboxJson(writeSandboxJson(written))).toEqual(written)
      }),
    )
  })

  test('a float that is whole is written with its point', () => {
    expect(writeSandboxJson([new PythonFloat(3), new PythonFloat(-0), new PythonFloat(1e30), 3])).toBe(
      '[3.0,-0.0,1e+30,3]',
    )
  })

  test('an exponent makes a float', () => {
    expect(readSandboxJson('[1e2, 1E-2, 1.0, 1]')).toEqual([new PythonFloat(100), 0.01, new PythonFloat(1), 1])
  })

  test('an integer too long for a number becomes a bigint', () => {
    expect(readSandboxJson('9223372036854775807')).toBe(9_223_372_036_854_775_807n)
  })

  test('a key __proto__ is a key like any other', () => {
    const read = readSandboxJson('{"__proto__": {"polluted": 1}}') as Record<string, unknown>
    expect(Object.keys(read)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  })

  test.each(['NaN', 'Infinity', '-Infinity'])('%s is no JSON', (text) => {
    expect(() => readSandboxJson(text)).toThrow(SyntaxError)
    expect(() => writeSandboxJson(Number(text))).toThrow(TypeError)
  })
})
