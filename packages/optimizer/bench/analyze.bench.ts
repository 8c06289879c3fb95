import { benchmark } from '@autoopt/bench'
import { corpusFiles, hasCorpus, readCorpusFile } from '@autoopt/corpus'
import { DslSyntaxError, parseDsl } from '@autoopt/dsl'
import { PromptAnalyzer, PromptExtractor } from '@autoopt/optimizer'

/** The least that any judge of words must do: look at each word, number and sign once. */
const words = /[\p{Script=Latin}]+|\d+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s]/gu

if (hasCorpus) await compareWithOnePass()
else console.log('skip  analysis against one pass over the words: there is no corpus on this machine')

async function compareWithOnePass(): Promise<void> {
  const prompts = corpusFiles().flatMap(promptsOf)
  const bytes = prompts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  const analyzer = new PromptAnalyzer()
  await benchmark({
    title: `analysis of ${prompts.length} real prompts against one pass over their words`,
    claim: { ratio: 40 },
    subject: {
      name: 'PromptAnalyzer, all rules',
      bytes,
      run: () => prompts.map((prompt) => analyzer.analyzePrompt(prompt)),
    },
    floor: { name: 'one regular expression', bytes, run: () => prompts.map(({ text }) => countWords(text)) },
  })
}

function promptsOf(file: string) {
  try {
    return new PromptExtractor().extractFromWorkflow(parseDsl(readCorpusFile(file)))
  } catch (error) {
    if (error instanceof DslSyntaxError) return []
    throw error
  }
}

function countWords(text: string): number {
  let count = 0
  for (const _ of text.matchAll(words)) count += 1
  return count
}
