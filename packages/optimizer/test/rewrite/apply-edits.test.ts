import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyEdits, dropOverlaps, traceBack } from '../../src/rewrite/apply-edits.ts'
import type { Edit } from '../../src/rewrite/rewrite-rule.ts'

const edit = (start: number, end: number, replacement: string): Edit => ({ start, end, replacement, note: '' })

const editsArbitrary = fc
  .array(
    fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 5 }), fc.string({ unit: fc.constantFrom('x', 'y'), maxLength: 4 })),
    { maxLength: 6 },
  )
  .map((items) => dropOverlaps(items.map(([start, length, replacement]) => edit(start, start + length, replacement))))

describe('applyEdits', () => {
  it('replaces, inserts and deletes', () => {
    expect(applyEdits('abcdef', [edit(0, 1, 'X'), edit(2, 2, 'Y'), edit(4, 6, '')])).toBe('XbYcd')
  })
})

describe('dropOverlaps', () => {
  it('keeps the first and the longest', () => {
    expect(dropOverlaps([edit(4, 6, ''), edit(0, 2, ''), edit(1, 5, ''), edit(0, 3, '')])).toEqual([
      edit(0, 3, ''),
      edit(4, 6, ''),
    ])
  })
})

describe('traceBack', () => {
  it('leads kept text back to where it stood', () => {
    const text = 'abcdefghijklmnopqrstuvwxyz'
    fc.assert(
      fc.property(editsArbitrary, (edits) => {
        const after = applyEdits(text, edits)
        const origin = traceBack(edits)
        for (let at = 0; at < after.length; at += 1) {
          const span = origin({ start: at, end: at + 1 })
          const character = after[at] ?? ''
          const isKept = text.slice(span.start, span.end) === character
          const isReplaced = edits.some(
            ({ start, end, replacement }) => span.start <= start && end <= span.end && replacement.includes(character),
          )
          expect(isKept || isReplaced).toBe(true)
        }
      }),
    )
  })

  it('leads a replacement back to the whole of what it replaced', () => {
    expect(traceBack([edit(2, 5, 'long text')])({ start: 4, end: 6 })).toEqual({ start: 2, end: 5 })
  })
})
