import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyEdits } from '../../src/rewrite/apply-edits.ts'
import { OptimizationEngine } from '../../src/rewrite/optimization-engine.ts'
import { PromptDraft, type PromptInput } from '../../src/rewrite/prompt-draft.ts'
import type { Edit, RewriteRule } from '../../src/rewrite/rewrite-rule.ts'
import { rewriteRules } from '../../src/rewrite/rewrite-rules.ts'
import { estimateTokens } from '../../src/text/estimate-tokens.ts'
import { protectedSpans } from '../../src/text/protected-spans.ts'
import { splitLines } from '../../src/text/split-lines.ts'
import { templateSpans } from '../../src/text/template-spans.ts'
import { labels, promptArbitrary } from './prompt-arbitrary.ts'

const named = (rules: readonly RewriteRule[]) => rules.map((rule) => [rule.name, rule] as const)
const except = (names: readonly string[]) => named(rewriteRules.filter(({ name }) => !names.includes(name)))
const only = (names: readonly string[]) => named(rewriteRules.filter(({ name }) => names.includes(name)))

/** Rules that add words: the name of a tag, a section. */
const adding = ['unclosed-tag', 'wrap-variable', 'output-format-section', 'fallback-rule']
/** Rules that put words in another order. */
const moving = ['reasoning-first', 'format-section-last']
/** Rules that leave words out. */
const shortening = ['duplicate-sentences', 'bloat-phrases']

describe.each(named(rewriteRules))('the rule %s', (name, rule) => {
  it('finds work in the prompts of these laws', () => {
    const prompts = fc.sample(promptArbitrary(), { numRuns: 1500, seed: 1 })
    expect(prompts.filter((prompt) => rewrite(rule, prompt) !== prompt.text).length).toBeGreaterThanOrEqual(5)
  })

  it('changes its own result no more', () => {
    forEachPrompt((prompt) => {
      const once = rewrite(rule, prompt)
      expect(rewrite(rule, { ...prompt, text: once })).toBe(once)
    })
  })

  it('proposes edits in bounds that do not overlap', () => {
    forEachPrompt((prompt) => {
      let position = 0
      for (const { start, end } of edits(rule, prompt)) {
        expect(start).toBeGreaterThanOrEqual(position)
        expect(end).toBeGreaterThanOrEqual(start)
        position = end
      }
      expect(position).toBeLessThanOrEqual(prompt.text.length)
    })
  })

  it('keeps quotations, code, examples, data and links to the letter', () => {
    forEachPrompt((prompt) => {
      const after = rewrite(rule, prompt)
      const kept = protectedSpans(prompt.text, prompt.syntax).map(({ start, end }) =>
        prompt.text.slice(start, end).trimEnd(),
      )
      for (const text of new Set(kept)) {
        expect(count(after, text)).toBeGreaterThanOrEqual(kept.filter((other) => other === text).length)
      }
    })
  })

  it('keeps the labels that a later node depends on', () => {
    forEachPrompt((prompt) => {
      const after = rewrite(rule, { ...prompt, context: { ...prompt.context, class_names: labels } })
      for (const label of labels) expect(count(after, label)).toBeGreaterThanOrEqual(count(prompt.text, label))
    })
  })

  it('adds no more than a section', () => {
    forEachPrompt((prompt) => {
      const before = estimateTokens(prompt.text)
      expect(estimateTokens(rewrite(rule, prompt))).toBeLessThanOrEqual(Math.max(1.6 * before, before + 600))
    })
  })
})

describe.each(except([...adding, ...moving, ...shortening]))('the rule %s', (_, rule) => {
  it('keeps every letter in its order', () => {
    forEachPrompt((prompt) =>
      expect(matches(rewrite(rule, prompt), /\p{L}/gu)).toEqual(matches(prompt.text, /\p{L}/gu)),
    )
  })
})

describe.each(only(moving))('the rule %s', (_, rule) => {
  it('keeps every line', () => {
    forEachPrompt((prompt) => {
      expect(sorted(linesOf(rewrite(rule, prompt)))).toEqual(sorted(linesOf(prompt.text)))
    })
  })
})

describe.each(except(['list-numbers', ...adding]))('the rule %s', (_, rule) => {
  it('keeps every number', () => {
    forEachPrompt((prompt) => {
      expect(sorted(matches(rewrite(rule, prompt), /\d+/g))).toEqual(sorted(matches(prompt.text, /\d+/g)))
    })
  })
})

describe.each(except(['duplicate-sentences', ...adding]))('the rule %s', (_, rule) => {
  it('keeps every negation', () => {
    forEachPrompt((prompt) => {
      expect(sorted(matches(rewrite(rule, prompt), negations))).toEqual(sorted(matches(prompt.text, negations)))
    })
  })
})

describe.each(only(['list-numbers']))('the rule %s', (_, rule) => {
  it('keeps every number that is not the marker of a list item', () => {
    forEachPrompt((prompt) => {
      expect(numbersOutsideMarkers(rewrite(rule, prompt))).toEqual(numbersOutsideMarkers(prompt.text))
    })
  })
})

describe.each(only(['duplicate-sentences']))('the rule %s', (_, rule) => {
  it('deletes only what still stands elsewhere', () => {
    forEachPrompt((prompt) => {
      const after = rewrite(rule, prompt)
      for (const { start, end } of edits(rule, prompt)) {
        const deleted = prompt.text.slice(start, end).trim()
        for (const sentence of deleted.split(/(?<=[.。])\s*/))
          expect(after).toContain(sentence.replace(/^[-*•·]\s*/, ''))
      }
    })
  })
})

describe('any sequence of rules', () => {
  it('changes its own result no more, and keeps every variable and Jinja2 tag', () => {
    const sequence = fc.shuffledSubarray([...rewriteRules], { minLength: 1 })
    fc.assert(
      fc.property(promptArbitrary(), sequence, (prompt, rules) => {
        const engine = new OptimizationEngine(rules.map((rule) => ({ ...rule, improves: ['structure'] })))
        const once = engine.optimize(prompt, 'structure_focus').optimized_prompt
        expect(engine.optimize({ ...prompt, text: once }, 'structure_focus').optimized_prompt).toBe(once)
        expect(sorted(templates(once, prompt))).toEqual(sorted(templates(prompt.text, prompt)))
      }),
      { numRuns: 1000 },
    )
  })
})

const negations = /\b(?:not|never|no|don't|cannot|without)\b|不|禁止|没有|无|ない|ません/giu

function forEachPrompt(law: (prompt: PromptInput) => void): void {
  fc.assert(
    fc.property(promptArbitrary(), (prompt) => {
      law(prompt)
    }),
    { numRuns: 300 },
  )
}

/** Applies one rule as the engine does, its guard for template syntax included. */
function rewrite(rule: RewriteRule, prompt: PromptInput): string {
  const after = applyEdits(prompt.text, edits(rule, prompt))
  const isKept = sorted(templates(after, prompt)).join('\0') === sorted(templates(prompt.text, prompt)).join('\0')
  return isKept ? after : prompt.text
}

function edits(rule: RewriteRule, prompt: PromptInput): Edit[] {
  if (prompt.syntax === 'jinja2' && !rule.fitsJinja2) return []
  return rule.find(new PromptDraft(prompt.text, prompt)).toSorted((a, b) => a.start - b.start || a.end - b.end)
}

function templates(text: string, { syntax }: PromptInput): string[] {
  return templateSpans(text, syntax).map(({ start, end }) => text.slice(start, end))
}

function matches(text: string, pattern: RegExp): string[] {
  return text.match(pattern) ?? []
}

function sorted(items: readonly string[]): string[] {
  return items.toSorted()
}

function count(text: string, part: string): number {
  return part === '' ? 0 : text.split(part).length - 1
}

function linesOf(text: string): string[] {
  return splitLines(text)
    .map((line) => line.text.trim())
    .filter((line) => line !== '')
}

function numbersOutsideMarkers(text: string): string[] {
  return splitLines(text).flatMap((line) =>
    matches(text.slice(line.kind === 'ordered' ? line.contentStart : line.start, line.end), /\d+/g),
  )
}
