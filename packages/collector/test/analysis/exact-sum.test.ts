import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ExactSum } from '../../src/analysis/exact-sum.ts'

const numbers = fc.array(fc.double({ min: -1e15, max: 1e15, noNaN: true }), { maxLength: 60 })

function sumOf(addends: readonly number[]): ExactSum {
  const sum = new ExactSum()
  for (const addend of addends) sum.add(addend)
  return sum
}

it('adds without losing what rounding takes away', () => {
  expect(sumOf([0.1, 0.2, 0.3, -0.6]).value).toBe(2 ** -55 + 2 ** -54 - 2 ** -54)
  expect(sumOf([1e16, 1, -1e16]).value).toBe(1)
  expect(sumOf(Array.from({ length: 10 }, () => 0.1)).value).toBe(1)
})

it('rounds once, to even only where the true sum lies in the middle', () => {
  expect(sumOf([1, 2 ** -53]).value).toBe(1)
  expect(sumOf([1, 2 ** -53, 2 ** -100]).value).toBe(1 + 2 ** -52)
  expect(sumOf([1, 2 ** -53, -(2 ** -100)]).value).toBe(1)
})

it('gives the sum that exact arithmetic gives', () => {
  const scale = 2n ** 1074n
  const exactly = (number: number): bigint => {
    const exponent = number === 0 ? 0 : Math.max(-1074, Math.floor(Math.log2(Math.abs(number))) - 54)
    return (
      (BigInt(number / 2 ** exponent) * scale * 2n ** BigInt(Math.max(0, exponent))) /
      2n ** BigInt(Math.max(0, -exponent))
    )
  }
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 40 }),
      (addends) => {
        const truth = addends.reduce((sum, addend) => sum + exactly(addend), 0n)
        const value = exactly(sumOf(addends).value)
        const distance = value > truth ? value - truth : truth - value
        expect(distance * 2n ** 53n <= truth).toBe(true)
      },
    ),
    { seed: 5 },
  )
})

it('does not depend on order or on how the parts were merged', () => {
  fc.assert(
    fc.property(numbers, numbers, (some, others) => {
      const merged = sumOf(others.toReversed())
      merged.merge(sumOf(some))
      expect(merged.value).toBe(sumOf([...some, ...others]).value)
    }),
    { seed: 5 },
  )
})
