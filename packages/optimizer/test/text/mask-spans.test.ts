import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskSpans } from '../../src/text/mask-spans.ts'

describe('maskSpans', () => {
  it('hides the characters of the spans and keeps line ends and offsets', () => {
    expect(maskSpans('ab\r\ncd ef', [{ start: 1, end: 6 }])).toBe('a\uE000\r\n\uE000\uE000 ef')
  })

  it('keeps the length and all that lies outside', () => {
    const span = fc
      .tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 }))
      .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))
    fc.assert(
      fc.property(fc.string({ minLength: 30, maxLength: 30 }), fc.array(span), (text, spans) => {
        const masked = maskSpans(text, spans)
        expect(masked).toHaveLength(text.length)
        for (let at = 0; at < text.length; at += 1) {
          const isHidden = spans.some(({ start, end }) => start <= at && at < end) && !/[\r\n]/.test(text[at] ?? '')
          expect(masked[at]).toBe(isHidden ? '\uE000' : text[at])
        }
      }),
    )
  })
})
