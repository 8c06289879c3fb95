import { expect, it } from 'vitest'
import { gradeOf } from '../../src/analysis/grade-of.ts'

it.each([
  [1, 'A'],
  [0.95, 'A'],
  [0.9499, 'B'],
  [0.85, 'B'],
  [0.7, 'C'],
  [0.5, 'D'],
  [0.4999, 'F'],
  [0, 'F'],
])('grades %f as %s', (rate, grade) => {
  expect(gradeOf(rate)).toBe(grade)
})
