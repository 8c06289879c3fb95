import { corpusFiles, hasCorpus, readCorpusFile } from '@autoopt/corpus'
import { DslSyntaxError, parseDsl } from '@autoopt/dsl'
import { describe, expect, it } from 'vitest'
import { PromptAnalyzer } from '../../src/analysis/prompt-analyzer.ts'
import { PromptExtractor } from '../../src/analysis/prompt-extractor.ts'
import { rewriteInput } from '../../src/rewrite-input.ts'
import { OptimizationEngine } from '../../src/rewrite/optimization-engine.ts'
import { templateSpans } from '../../src/text/template-spans.ts'

const strategies = ['auto', 'clarity_focus', 'efficiency_focus', 'structure_focus'] as const

describe.skipIf(!hasCorpus)('on real workflows', () => {
  const [engine, analyzer] = [new OptimizationEngine(), new PromptAnalyzer()]
  const prompts = corpusFiles().flatMap(promptsOf)

  it.each(strategies)('%s keeps every reference, lowers no score, and changes its own result no more', (strategy) => {
    for (const prompt of prompts) {
      const input = rewriteInput(prompt)
      const analyze = (text: string) => analyzer.analyzePrompt({ ...prompt, text })
      const rewrite = engine.optimize(input, strategy, { analyze })
      const after = { ...input, text: rewrite.optimized_prompt }
      expect(references(after)).toEqual(references(input))
      expect(rewrite.improvement_score).toBeGreaterThanOrEqual(0)
      expect(engine.optimize(after, strategy, { analyze }).changes).toEqual([])
    }
    expect(prompts.length).toBeGreaterThan(0)
  })
})

function promptsOf(name: string) {
  try {
    return new PromptExtractor().extractFromWorkflow(parseDsl(readCorpusFile(name)))
  } catch (error) {
    if (error instanceof DslSyntaxError) return []
    throw error
  }
}

function references({ text, syntax }: { text: string; syntax: Parameters<typeof templateSpans>[1] }): string[] {
  return templateSpans(text, syntax)
    .map(({ start, end }) => text.slice(start, end))
    .toSorted()
}
