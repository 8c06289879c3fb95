import { corpusFiles, hasCorpus, readCorpusFile } from '@autoopt/corpus'
import { type DslDocument, parseDsl } from '@autoopt/dsl'
import { InMemoryStorage } from '@autoopt/storage-core'
import { describe, expect, it } from 'vitest'
import { optimizeWorkflow } from '../src/optimize-workflow.ts'

const everything = { min_baseline_score: 100, min_improvement: 0 }

async function optimize(document: DslDocument): Promise<string> {
  const texts: Record<string, string> = {}
  const options = { storage: new InMemoryStorage(), optimization: everything }
  for await (const { selector, strategy } of optimizeWorkflow(document, options)) {
    if (strategy.mode === 'replace') texts[selector.by_id ?? ''] = strategy.content
  }
  return document.replacePrompts(texts)
}

const referencesOf = (document: DslDocument) =>
  document.prompts.map((prompt) => prompt.references.map((reference) => reference.text).toSorted())

if (!hasCorpus) console.warn('The corpus is not here: the optimizer was not run on real workflows.')

describe.skipIf(!hasCorpus)('on real workflows', () => {
  it.each(corpusFiles())('%s keeps its references, reads back, and has nothing left to change', async (name) => {
    const before = parseDsl(readCorpusFile(name))
    const after = parseDsl(await optimize(before))
    expect(referencesOf(after)).toEqual(referencesOf(before))
    expect(after.findings.length).toBe(before.findings.length)
    expect(await optimize(after)).toBe(after.source)
  })
})
