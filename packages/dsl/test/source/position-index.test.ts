import { expect, it } from 'vitest'
import { PositionIndex } from '../../src/source/position-index.ts'

it('counts lines and columns from one, in UTF-16 units', () => {
  const source = 'ab\r\n🤖c\n\nd'
  const positions = new PositionIndex(source)
  expect(positions.at(0)).toEqual({ line: 1, column: 1 })
  expect(positions.at(source.indexOf('c'))).toEqual({ line: 2, column: 3 })
  expect(positions.at(source.indexOf('d'))).toEqual({ line: 4, column: 1 })
  expect(positions.at(source.length)).toEqual({ line: 4, column: 2 })
})

it('gives a byte order mark no column', () => {
  expect(new PositionIndex('\uFEFFa').at(1)).toEqual({ line: 1, column: 1 })
})

it('shows the part of a long line around the place', () => {
  const { source_line } = new PositionIndex(`${'x'.repeat(500)}HERE${'y'.repeat(500)}`).describe(500)
  expect(source_line).toContain('HERE')
  expect(source_line.length).toBeLessThan(200)
})
