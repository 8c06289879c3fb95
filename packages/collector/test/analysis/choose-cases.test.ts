import { expect, it } from 'vitest'
import { chooseCases } from '../../src/analysis/choose-cases.ts'
import { broken, failed, lost, testResultOf } from '../support/test-result-of.ts'

const results = [
  testResultOf({ case_id: 'steady', repeat: 0 }),
  testResultOf({ case_id: 'wrong', repeat: 0, ...failed }),
  testResultOf({ case_id: 'flaky', repeat: 0, ...broken }),
  testResultOf({ case_id: 'unlucky', repeat: 0, ...lost }),
  testResultOf({ case_id: 'unlucky', repeat: 1 }),
  testResultOf({ case_id: 'flaky', repeat: 1 }),
  testResultOf({ case_id: 'flaky', repeat: 2 }),
  testResultOf({ case_id: 'steady', repeat: 0, variant_id: 'v1', ...failed }),
]

it.each([
  ['failing', ['wrong', 'flaky', 'steady']],
  ['errors', ['flaky', 'unlucky']],
  ['flaky', ['flaky']],
] as const)('chooses %s cases', async (choice, ids) => {
  expect([...(await chooseCases(results, choice))]).toEqual(ids)
})
