import { describe, expect, test } from 'vitest'
import { PromptAnalyzer } from '../../src/analysis/prompt-analyzer.ts'
import { graphReferences } from '../../src/analysis/rules/graph-references.ts'
import { rules } from '../../src/analysis/rules/rules.ts'
import { asPrompt, labelledPrompts } from './labelled-prompts.ts'

/** Rules that pass on what the parser of the app file found have nothing to judge, and a test of their own. */
const judged = rules.filter((rule) => !graphReferences.includes(rule)).map((rule) => rule.name)

/** Every rule must be right about this share of what it says, and must say this share of what ought to be said. */
const minPrecision = 0.85
const minRecall = 0.85
const minExamples = 3

const analyzer = new PromptAnalyzer()
const results = labelledPrompts.map((labelled) => ({
  labelled,
  fired: new Set(analyzer.analyzePrompt(asPrompt(labelled)).issues.map((issue) => issue.rule)),
}))

describe('the table of labelled prompts', () => {
  test('names each prompt once and only rules that exist', () => {
    expect(new Set(labelledPrompts.map(({ name }) => name)).size).toBe(labelledPrompts.length)
    const named = labelledPrompts.flatMap(({ fires, near = [] }) => [...fires, ...near])
    expect(named.filter((name) => !judged.includes(name))).toEqual([])
  })

  test('never expects a rule both to fire and to stay silent', () => {
    const torn = labelledPrompts.filter(({ fires, near = [] }) => near.some((name) => fires.includes(name)))
    expect(torn.map(({ name }) => name)).toEqual([])
  })

  test('holds English and eastern prompts in about equal parts', () => {
    const eastern = labelledPrompts.filter(({ text }) => /[\p{Script=Han}\p{Script=Hiragana}]/u.test(text)).length
    expect(eastern / labelledPrompts.length).toBeGreaterThan(0.35)
    expect(eastern / labelledPrompts.length).toBeLessThan(0.65)
  })
})

describe.each(judged)('%s', (rule) => {
  const positives = results.filter(({ labelled }) => labelled.fires.includes(rule))
  const nearMisses = results.filter(({ labelled }) => labelled.near?.includes(rule))
  const fired = results.filter((result) => result.fired.has(rule))
  const right = fired.filter(({ labelled }) => labelled.fires.includes(rule))

  test('has examples for and against it', () => {
    expect(positives.length).toBeGreaterThanOrEqual(minExamples)
    expect(nearMisses.length).toBeGreaterThanOrEqual(minExamples)
  })

  test('is mostly right where it fires', () => {
    const wrong = fired.filter((result) => !right.includes(result)).map(({ labelled }) => labelled.name)
    expect(right.length / fired.length, `fires wrongly on: ${wrong.join('; ')}`).toBeGreaterThanOrEqual(minPrecision)
  })

  test('fires mostly where it should', () => {
    const missed = positives.filter((result) => !right.includes(result)).map(({ labelled }) => labelled.name)
    expect(right.length / positives.length, `misses: ${missed.join('; ')}`).toBeGreaterThanOrEqual(minRecall)
  })
})
