import fc from 'fast-check'
import { expect, it } from 'vitest'
import { scoreCase } from '../../src/results/score-case.ts'
import { assertionResultOf } from '../support/assertion-result-of.ts'

it('passes a case when each assertion holds, whatever their scores', () => {
  const assertions = [assertionResultOf({ score: 0.8 }), assertionResultOf({ score: 1 })]
  expect(scoreCase(assertions)).toEqual({ status: 'passed', score: 0.9, gate_failed: false, unasserted: false })
})

it('fails a case when one assertion does not hold, and weighs its score in', () => {
  const assertions = [assertionResultOf({ weight: 3 }), assertionResultOf({ passed: false, score: 0.2 })]
  expect(scoreCase(assertions)).toEqual({ status: 'failed', score: 0.8, gate_failed: false, unasserted: false })
})

it('marks a gate that does not hold and leaves the score as it is', () => {
  const assertions = [assertionResultOf(), assertionResultOf({ gate: true, passed: false, score: 0, weight: 0 })]
  expect(scoreCase(assertions)).toEqual({ status: 'failed', score: 1, gate_failed: true, unasserted: false })
})

it('lets assertions without weight observe and change nothing', () => {
  const observed = assertionResultOf({ passed: false, score: 0, weight: 0 })
  expect(scoreCase([observed, assertionResultOf()])).toMatchObject({ status: 'passed', score: 1 })
  expect(scoreCase([observed])).toEqual({ status: 'passed', score: 1, gate_failed: false, unasserted: true })
})

it('scores a case of gates alone by whether they hold', () => {
  expect(scoreCase([assertionResultOf({ gate: true, weight: 0 })])).toMatchObject({ status: 'passed', score: 1 })
  expect(scoreCase([assertionResultOf({ gate: true, weight: 0, passed: false })])).toMatchObject({ score: 0 })
})

it('passes a case without assertions and says that none took part', () => {
  expect(scoreCase([])).toEqual({ status: 'passed', score: 1, gate_failed: false, unasserted: true })
})

it('keeps the score between the lowest and the highest of its assertions, for any weights', () => {
  const assertion = fc.record({
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    weight: fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(assertion, { minLength: 1, maxLength: 20 }), (changes) => {
      const scores = changes.map(({ score }) => score)
      const { score } = scoreCase(changes.map((change) => assertionResultOf(change)))
      expect(score).toBeGreaterThanOrEqual(Math.min(...scores) - 1e-12)
      expect(score).toBeLessThanOrEqual(Math.max(...scores) + 1e-12)
    }),
    { seed: 5 },
  )
})
