import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffLines } from '../../src/query/diff-lines.ts'

test('lines are kept, removed and added, a replaced one in the place of the old', () => {
  expect(diffLines('a\nb\nc\nd', 'a\nc\nx\ny\nd\n')).toEqual([
    { kind: 'same', text: 'a' },
    { kind: 'removed', text: 'b' },
    { kind: 'same', text: 'c' },
    { kind: 'added', text: 'x' },
    { kind: 'added', text: 'y' },
    { kind: 'same', text: 'd' },
    { kind: 'added', text: '' },
  ])
})

test.each(['', 'a', 'a\n', '\n\n', 'a\r\nb'])('%j is the same as itself', (text) => {
  expect(diffLines(text, text)).toEqual(text.split('\n').map((line) => ({ kind: 'same', text: line })))
})

const texts = fc.array(fc.constantFrom('', 'a', 'b', 'c', 'd'), { maxLength: 30 }).map((lines) => lines.join('\n'))

test('what is kept and removed is the one text, what is kept and added the other', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const lines = diffLines(before, after)
      const without = (other: string): string =>
        lines
          .filter(({ kind }) => kind !== other)
          .map(({ text }) => text)
          .join('\n')

      expect(without('added')).toBe(before)
      expect(without('removed')).toBe(after)
    }),
  )
})

test('no shorter way from one text to the other exists', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const kept = diffLines(before, after).filter(({ kind }) => kind === 'same')

      expect(kept).toHaveLength(longestCommon(before.split('\n'), after.split('\n')))
    }),
  )
})

test('texts of thousands of different lines are compared', () => {
  const lines = Array.from({ length: 3_000 }, (_, index) => `line ${index}`)
  const other = lines.map((line, index) => (index % 3 === 0 ? `changed ${line}` : line)).toReversed()

  expect(diffLines(lines.join('\n'), other.join('\n')).filter(({ kind }) => kind === 'same')).toHaveLength(1)
})

/** The length of a longest common subsequence, by the whole table. */
function longestCommon(left: readonly string[], right: readonly string[]): number {
  const table = left.map(() => right.map(() => 0))
  const at = (row: number, column: number): number => table[row]?.[column] ?? 0
  for (const [row, line] of left.entries()) {
    for (const [column, other] of right.entries()) {
      const best = line === other ? at(row - 1, column - 1) + 1 : Math.max(at(row - 1, column), at(row, column - 1))
      ;(table[row] as number[])[column] = best
    }
  }
  return at(left.length - 1, right.length - 1)
}
