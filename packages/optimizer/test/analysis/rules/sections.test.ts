import { expect, test } from 'vitest'
import { PromptAnalyzer } from '../../../src/analysis/prompt-analyzer.ts'
import { asPrompt } from '../labelled-prompts.ts'

const isMissingSections = (text: string) =>
  new PromptAnalyzer()
    .analyzePrompt(asPrompt({ name: 'test', text }))
    .issues.some(({ rule }) => rule === 'missing-sections')

const sentence = 'Прочитай письмо клиента и ответь на все вопросы. '

test('a short prompt in Russian needs no sections', () => {
  expect(isMissingSections(sentence.repeat(6))).toBe(false)
})

test('a long one does', () => {
  expect(isMissingSections(sentence.repeat(20))).toBe(true)
})

test('labels in front of a line mark sections in every alphabet', () => {
  expect(isMissingSections(`Задача: ${sentence.repeat(10)}\nПравила: ${sentence.repeat(10)}`)).toBe(false)
})
