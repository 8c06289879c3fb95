import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countWords } from '../../src/text/count-words.ts'

describe('countWords', () => {
  it.each([
    ['', 0],
    ['Don’t answer well-known questions twice.', 5],
    ['Прочитай внимательно письмо клиента.', 4],
    ['Hãy đọc kỹ thư của khách.', 6],
    ['Hãy đọc kỹ thư của khách.'.normalize('NFD'), 6],
    ['ग्राहक का पत्र ध्यान से पढ़ें।', 6],
    ['اقرأ رسالة العميل بعناية', 4],
    ['고객의 편지를 읽으십시오', 3],
    ['请输出 JSON 格式、ラーメンー', 1],
    ['12 + 30 = 42', 0],
  ])('counts the words of %j as %i', (text, count) => {
    expect(countWords(text)).toBe(count)
  })

  it('adds up over texts with a blank between them', () => {
    const text = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(text, text, (first, second) => {
        expect(countWords(`${first} ${second}`)).toBe(countWords(first) + countWords(second))
      }),
    )
  })
})
