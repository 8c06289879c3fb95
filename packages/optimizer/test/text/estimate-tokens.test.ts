import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateTokens } from '../../src/text/estimate-tokens.ts'

describe('estimateTokens', () => {
  it.each([
    ['', 0, 0],
    ['Summarize the text in one sentence.', 7, 10],
    ['请用一句话总结以下内容。', 8, 13],
    ['次の文章を一文で要約してください。', 11, 18],
    ['1234567', 3, 3],
    ['Кратко изложите текст в одном предложении.', 12, 20],
    ['Συνόψισε το κείμενο σε μία πρόταση.', 10, 17],
    ['Tóm tắt văn bản này trong một câu.', 8, 14],
  ])('puts %j between %i and %i', (text, min, max) => {
    expect(estimateTokens(text)).toBeGreaterThanOrEqual(min)
    expect(estimateTokens(text)).toBeLessThanOrEqual(max)
  })

  it('never falls when text is added', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (first, second) => {
        expect(estimateTokens(`${first}\n${second}`)).toBeGreaterThanOrEqual(estimateTokens(first))
      }),
    )
  })
})
