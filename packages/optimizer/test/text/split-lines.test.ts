import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitLines } from '../../src/text/split-lines.ts'

describe('splitLines', () => {
  it.each([
    ['', 'blank', ''],
    ['   ', 'blank', ''],
    ['## Rules', 'heading', '##'],
    ['#hashtag', 'text', ''],
    ['- item', 'bullet', '-'],
    ['-item', 'text', ''],
    ['•item', 'bullet', '•'],
    ['**bold** words go on here', 'text', ''],
    ['3. item', 'ordered', '3.'],
    ['3.5 litres', 'text', ''],
    ['2、内容', 'ordered', '2、'],
    ['（2）内容', 'ordered', '（2）'],
    ['①内容', 'ordered', '①'],
    ['Rules:', 'label', ''],
    ['要求：', 'label', ''],
    ['**Rules**', 'label', ''],
    ['【要求】', 'label', ''],
    ['「内容」', 'label', ''],
    ['<input>', 'label', ''],
    ['---', 'rule', ''],
    ['Be brief.', 'text', ''],
  ])('reads %j as %s with the marker %j', (text, kind, marker) => {
    expect(splitLines(text)).toMatchObject([{ kind, marker }])
  })

  it('tells indentation and where the content starts', () => {
    expect(splitLines('   -  item')).toMatchObject([{ indent: 3, contentStart: 6 }])
  })

  it('gives every character to one line or one line end', () => {
    const parts = fc.array(fc.constantFrom('a', ' ', '\n', '\r\n', '\r', '- ', '1. '))
    fc.assert(
      fc.property(parts, (pieces) => {
        const text = pieces.join('')
        const lines = splitLines(text)
        expect(lines.map(({ start, next }) => text.slice(start, next)).join('')).toBe(text)
        expect(lines.every((line) => text.slice(line.start, line.end) === line.text && !/[\r\n]/.test(line.text))).toBe(
          true,
        )
      }),
    )
  })
})
