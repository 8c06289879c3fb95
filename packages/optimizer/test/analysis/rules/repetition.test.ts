import { expect, test } from 'vitest'
import { PromptAnalyzer } from '../../../src/analysis/prompt-analyzer.ts'
import { asPrompt } from '../labelled-prompts.ts'

const repeats = (text: string) =>
  new PromptAnalyzer()
    .analyzePrompt(asPrompt({ name: 'test', text }))
    .issues.some(({ rule }) => rule === 'duplicate-sentence')

test('where the words for “not” are unknown, only equal sentences repeat each other', () => {
  const rule = 'Упоминай внутренние документы компании в ответе клиенту.'
  expect(repeats(`${rule}\nНе упоминай внутренние документы компании в ответе клиенту.`)).toBe(false)
  expect(repeats(`${rule}\n${rule}`)).toBe(true)
})
