import type { Grade } from './metrics-schemas.ts'

const scale: readonly (readonly [Grade, number])[] = [
  ['A', 0.95],
  ['B', 0.85],
  ['C', 0.7],
  ['D', 0.5],
]

/** The grade of a share of passes. */
export function gradeOf(successRate: number): Grade {
  return scale.find(([, from]) => successRate >= from)?.[0] ?? 'F'
}
