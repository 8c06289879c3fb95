import { expect, test } from 'vitest'
import { PromptAnalyzer } from '../../../src/analysis/prompt-analyzer.ts'
import { asPrompt } from '../labelled-prompts.ts'

const longSentences = (text: string) =>
  new PromptAnalyzer()
    .analyzePrompt(asPrompt({ name: 'test', text }))
    .issues.filter(({ rule }) => rule === 'long-sentence')

test.each([
  ['Russian', 'Прочитай внимательно письмо клиента и кратко ответь на все вопросы, которые он задал сегодня.'],
  [
    'Vietnamese',
    'Hãy đọc kỹ thư của khách và trả lời ngắn gọn mọi câu hỏi được nêu trong thư đó mà không thêm điều gì khác.',
  ],
])('a sentence of a few words in %s is not long', (_, text) => {
  expect(longSentences(text)).toEqual([])
})

test('a long sentence in Russian is told with the number of its words', () => {
  const text = `Прочитай ${'внимательно и кратко ответь '.repeat(12)}клиенту.`
  expect(longSentences(text)).toMatchObject([{ message: 'The longest sentence runs on for about 50 words.' }])
})
