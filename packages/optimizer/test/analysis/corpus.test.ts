import { corpusFiles, hasCorpus, readCorpusFile } from '@autoopt/corpus'
import { DslSyntaxError, parseDsl } from '@autoopt/dsl'
import type { Prompt } from '@autoopt/storage-core'
import { describe, expect, test } from 'vitest'
import { PromptAnalyzer } from '../../src/analysis/prompt-analyzer.ts'
import { PromptExtractor } from '../../src/analysis/prompt-extractor.ts'

function promptsOf(file: string): Prompt[] {
  try {
    return new PromptExtractor().extractFromWorkflow(parseDsl(readCorpusFile(file)), { now: new Date(0) })
  } catch (error) {
    if (error instanceof DslSyntaxError) return []
    throw error
  }
}

describe.skipIf(!hasCorpus)('real workflow files', () => {
  const prompts = corpusFiles().flatMap(promptsOf)
  const analyzer = new PromptAnalyzer()

  test('give hundreds of prompts, all plain JSON', () => {
    expect(prompts.length).toBeGreaterThan(400)
    expect(JSON.parse(JSON.stringify(prompts))).toEqual(prompts)
  })

  test('are scored in range, the same each time, with spans inside their text', () => {
    for (const prompt of prompts) {
      const analysis = analyzer.analyzePrompt(prompt)
      expect(analysis.overall_score).toBeGreaterThanOrEqual(0)
      expect(analysis.overall_score).toBeLessThanOrEqual(100)
      expect(analyzer.analyzePrompt(prompt)).toEqual(analysis)
      for (const { span } of analysis.issues) expect(span?.end ?? 0).toBeLessThanOrEqual(prompt.text.length)
    }
  })

  test('are neither all good nor all bad', () => {
    const scores = prompts
      .map((prompt) => analyzer.analyzePrompt(prompt))
      .filter(({ prompt_kind }) => prompt_kind === 'lead')
      .map(({ overall_score }) => overall_score)
    expect(scores.filter((score) => score < 80).length / scores.length).toBeGreaterThan(0.03)
    expect(scores.filter((score) => score >= 90).length / scores.length).toBeGreaterThan(0.3)
  })
})
