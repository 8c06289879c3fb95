import { expect, it } from 'vitest'
import { joinSpans } from '../../src/text/join-spans.ts'

it('drops inner spans, joins overlapping ones and leaves neighbours apart', () => {
  const spans = [
    { start: 8, end: 12, name: 'b' },
    { start: 0, end: 5, name: 'outer' },
    { start: 1, end: 3, name: 'inner' },
    { start: 10, end: 14, name: 'c' },
    { start: 5, end: 8, name: 'a' },
  ]
  expect(joinSpans(spans)).toEqual([
    { start: 0, end: 5, name: 'outer' },
    { start: 5, end: 8, name: 'a' },
    { start: 8, end: 14, name: 'b' },
  ])
})
