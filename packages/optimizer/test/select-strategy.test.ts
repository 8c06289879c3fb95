import { expect, test } from 'vitest'
import { selectStrategy } from '../src/select-strategy.ts'

const metrics = { success_rate: 1, avg_execution_time: 1 }

test.each([
  [{ clarity_score: 59 }, metrics, 'clarity_focus'],
  [{ clarity_score: 60 }, undefined, 'structure_focus'],
  [{ clarity_score: 90 }, { ...metrics, success_rate: 0.49 }, 'clarity_focus'],
  [{ clarity_score: 90 }, { ...metrics, success_rate: 0.5 }, 'structure_focus'],
  [{ clarity_score: 90 }, { ...metrics, avg_execution_time: 10.1 }, 'efficiency_focus'],
  [{ clarity_score: 90 }, { success_rate: 0.4, avg_execution_time: 60 }, 'clarity_focus'],
  [{ clarity_score: 90 }, { success_rate: null, avg_execution_time: null }, 'structure_focus'],
])('scores %o with metrics %o choose %s', (analysis, measured, strategy) => {
  expect(selectStrategy(analysis, measured)).toBe(strategy)
})
