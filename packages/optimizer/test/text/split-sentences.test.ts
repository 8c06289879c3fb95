import { describe, expect, it } from 'vitest'
import { protectedSpans } from '../../src/text/protected-spans.ts'
import { splitSentences } from '../../src/text/split-sentences.ts'

const sentences = (text: string) =>
  splitSentences(text, protectedSpans(text, 'workflow')).map((sentence) => sentence.text)

describe('splitSentences', () => {
  it('ends sentences at the marks of both scripts and at line ends', () => {
    expect(sentences('One. Two! Three?\n一。二！三？四；五')).toEqual([
      'One.',
      'Two!',
      'Three?',
      '一。',
      '二！',
      '三？',
      '四；',
      '五',
    ])
  })

  it('ends sentences at the marks of Devanagari, Arabic and Urdu', () => {
    expect(sentences('एक। दो॥ ماذا؟ اردو۔')).toEqual(['एक।', 'दो॥', 'ماذا؟', 'اردو۔'])
  })

  it('goes on after decimals, abbreviations, initials and list numbers', () => {
    expect(sentences('Dr. J. Doe says 3.5, i.e. more. Yes.')).toEqual(['Dr. J. Doe says 3.5, i.e. more.', 'Yes.'])
    expect(sentences('1. Read it. 2. Sort it.')).toEqual(['Read it.', '2. Sort it.'])
  })

  it('keeps closing quotes and brackets with their sentence', () => {
    expect(sentences('（先读。）再写。')).toEqual(['（先读。）', '再写。'])
  })

  it('does not end inside protected text', () => {
    expect(sentences('Say “Hi. Bye.” at once. Go.')).toEqual(['Say “Hi. Bye.” at once.', 'Go.'])
  })

  it('leaves list markers out of the span', () => {
    const text = '  - 先读。再写'
    expect(splitSentences(text).map(({ start, end }) => text.slice(start, end))).toEqual(['先读。', '再写'])
  })
})
