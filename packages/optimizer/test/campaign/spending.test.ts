import { promptVariantSchema } from '@autoopt/config'
import { expect, test } from 'vitest'
import { Spending } from '../../src/campaign/budget/spending.ts'
import { toyCosts, toyWorld } from './toy-world.ts'

test('where runs take more than their bound says, the rest of the budget is reckoned by what they take', async () => {
  const { evaluate, cases } = toyWorld()
  const spending = new Spending({ costUsd: 100 * toyCosts.run }, { costUsd: toyCosts.run / 2 })
  expect(spending.affordableRuns()).toBe(200)
  spending.plan({ runs: 200, kept: 20 })
  spending.startRuns(10)
  expect(spending.affordableRuns()).toBe(170)
  const variant = promptVariantSchema.parse({ variant_id: 'seed' })
  const options = { repeats: [0], keepTraces: false, purpose: 'search' } as const
  const results = []
  for await (const result of evaluate(variant, cases.slice(0, 10), options)) results.push(result)
  spending.endRuns(10, results)
  expect(spending.affordableRuns()).toBe(70)
  expect(() => spending.startRuns(91)).toThrow('The number of runs would come to 101, and 100 are allowed')
})
