import { expect, it } from 'vitest'
import { formatPercent } from '../../src/analysis/format-percent.ts'

it('rounds to a tenth, and never to none or to all', () => {
  expect([0, 0.0001, 0.25, 1 / 3, 0.9999, 1].map(formatPercent)).toEqual([
    '0 %',
    '<0.1 %',
    '25 %',
    '33.3 %',
    '>99.9 %',
    '100 %',
  ])
})
