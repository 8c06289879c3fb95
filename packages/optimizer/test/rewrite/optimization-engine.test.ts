import { optimizationResultSchema } from '@autoopt/storage-core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OptimizationEngine, type RewriteScores } from '../../src/rewrite/optimization-engine.ts'
import type { PromptInput } from '../../src/rewrite/prompt-draft.ts'
import { promptArbitrary } from './prompt-arbitrary.ts'

const strategies = ['auto', 'clarity_focus', 'efficiency_focus', 'structure_focus'] as const

const engine = new OptimizationEngine()

function prompt(text: string, more: Partial<PromptInput> = {}): PromptInput {
  return { id: 'wf_1_llm_system', text, syntax: 'workflow', role: 'system', ...more }
}

function scores(text: string, more: Partial<RewriteScores> = {}): RewriteScores {
  const rest = { clarity_score: 90, structure_score: 90, specificity_score: 90, efficiency_score: 90 }
  return { overall_score: Math.max(0, 100 - text.length), ...rest, ...more }
}

describe('OptimizationEngine', () => {
  it('records each change with its rule, its texts and its place in the original', () => {
    const text = 'Be brief. \r\nIn order to help, read it.\r\n'
    const rewrite = engine.optimize(prompt(text), 'efficiency_focus')
    expect(rewrite.optimized_prompt).toBe('Be brief.\nTo help, read it.\n')
    expect(rewrite.changes.map(({ rule, kind, before, after }) => [rule, kind, before, after])).toEqual([
      ['line-ends', 'safe', '\r\n', '\n'],
      ['line-ends', 'safe', '\r\n', '\n'],
      ['trailing-blanks', 'safe', ' ', ''],
      ['bloat-phrases', 'guarded', 'In order to', 'To'],
    ])
    for (const { before, span } of rewrite.changes) expect(text.slice(span.start, span.end)).toBe(before)
  })

  it('gives a record that can be stored with a version', () => {
    const rewrite = engine.optimize(prompt('Be brief. '), 'auto')
    expect(optimizationResultSchema.parse(rewrite)).toEqual(rewrite)
  })

  it('is surest of safe rules, less of guarded ones, and surest of nothing', () => {
    const confidences = [
      'Be brief.',
      'Be brief. ',
      'Be brief in order to help.',
      'In order to help, be brief.\n{{#a.b#}}',
    ].map(
      (text) => engine.optimize(prompt(text), text.includes('{{') ? 'structure_focus' : 'efficiency_focus').confidence,
    )
    expect(confidences).toEqual([1, 0.95, 0.75, 0.75])
    const rules = 'Rules: be kind; be brief; be exact\n\nSum it up.\n{{#a.b#}}'
    expect(engine.optimize(prompt(rules), 'structure_focus').confidence).toBe(0.71)
  })

  it('asks for an evaluation exactly when a guarded rule took part', () => {
    expect(engine.optimize(prompt('Be brief. '), 'efficiency_focus').needs_evaluation).toBe(false)
    expect(engine.optimize(prompt('Be brief in order to help.'), 'efficiency_focus').needs_evaluation).toBe(true)
  })

  it('measures the gain with the function it is given, and claims none without', () => {
    const analyze = (text: string) => scores(text)
    expect(engine.optimize(prompt('Be brief.    '), 'auto', { analyze }).improvement_score).toBe(4)
    expect(engine.optimize(prompt('Be brief.'), 'auto', { analyze }).improvement_score).toBe(0)
    expect(engine.optimize(prompt('Be brief.    '), 'auto').improvement_score).toBe(0)
  })

  describe('auto', () => {
    const text = 'In order to help, sum it up.\n{{#a.b#}}'

    it('uses safe rules alone when nothing is known of the scores', () => {
      expect(engine.optimize(prompt(text), 'auto').changes).toEqual([])
    })

    it('uses a guarded rule only where it raises the score', () => {
      const likesShort = (t: string) => ({ overall_score: 100 - t.length })
      expect(engine.optimize(prompt(text), 'auto', { analyze: likesShort }).changes.map(({ rule }) => rule)).toEqual([
        'bloat-phrases',
      ])
      const likesTags = (t: string) => ({ overall_score: t.includes('<input>') ? 90 : 10 })
      expect(engine.optimize(prompt(text), 'auto', { analyze: likesTags }).changes.map(({ rule }) => rule)).toEqual([
        'wrap-variable',
      ])
    })

    it('uses several guarded rules where each raises the score, and then has nothing more to do', () => {
      const analyze = (t: string) => ({
        overall_score: (t.includes('In order to') ? 0 : 40) + (t.includes('<input>') ? 30 : 0),
      })
      const rewrite = engine.optimize(prompt(text), 'auto', { analyze })
      expect(rewrite.optimized_prompt).toBe('To help, sum it up.\n<input>\n{{#a.b#}}\n</input>')
      expect(rewrite.improvement_score).toBe(70)
      expect(engine.optimize(prompt(rewrite.optimized_prompt), 'auto', { analyze }).changes).toEqual([])
    })
  })

  it.each([
    ['nothing but variables', prompt('  {{#sys.query#}} \n\n\n\n\n{{#a.b#}}  ')],
    ['an empty text', prompt('')],
    ['an assistant message, which is an example', prompt('Sure!  \r\nHere it is. ', { role: 'assistant' })],
  ])('leaves %s as it is', (_, input) => {
    for (const strategy of strategies) expect(engine.optimize(input, strategy).optimized_prompt).toBe(input.text)
  })

  it('asks for the scores of a text once', () => {
    const asked: string[] = []
    const analyze = (text: string) => {
      asked.push(text)
      return scores(text, { overall_score: 50 })
    }
    engine.optimize(prompt('In order to help, be brief. \nRules: be kind; be brief; be exact\n{{#a.b#}}'), 'auto', {
      analyze,
    })
    expect(asked.length).toBeGreaterThan(2)
    expect(asked).toEqual([...new Set(asked)])
  })

  it('makes no edit that would create a variable', () => {
    const input = prompt('Write {\u200B{name}\u200B} as it stands.', { syntax: 'app' })
    expect(engine.optimize(input, 'auto').optimized_prompt).toBe(input.text)
  })

  it('uses in Jinja2 only what changes the rendered text in the same way', () => {
    const text = '{% for x in list %} \n- {{ x }}\n- {{ x }}\n{% endfor %}\r\nIn order to help: a; b\n\n\n\n\nx'
    const rewrite = engine.optimize(prompt(text, { syntax: 'jinja2' }), 'efficiency_focus')
    expect(rewrite.optimized_prompt).toBe(
      '{% for x in list %}\n- {{ x }}\n- {{ x }}\n{% endfor %}\nIn order to help: a; b\n\n\nx',
    )
  })

  it.each(strategies)('changes the result of %s no more, with and without scores', (strategy) => {
    const analyze = (text: string) => ({ overall_score: (text.length * 7) % 100 })
    fc.assert(
      fc.property(promptArbitrary(), fc.constantFrom({}, { analyze }), (input, options) => {
        const once = engine.optimize(input, strategy, options).optimized_prompt
        expect(engine.optimize({ ...input, text: once }, strategy, options).changes).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('takes any text, and places every change inside the original', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...strategies), (text, strategy) => {
        const { changes } = engine.optimize(prompt(text), strategy)
        expect(changes.filter(({ span }) => span.start > span.end || span.end > text.length)).toEqual([])
      }),
    )
  })

  it.each([
    '"',
    '{',
    '(',
    ' ',
    '`',
    '<a',
    '{%',
    '\n',
    "' ",
    '“',
    '.',
    '- a b\n',
    '{{#a.b#}}\n',
    '1. a\n2. b\n2. c\n\n',
    'First, do. ',
  ])('ends for a hundred thousand of %j', (piece) => {
    const text = `Do it. ${piece.repeat(100_000 / piece.length)}x`
    expect(engine.optimize(prompt(text), 'structure_focus').original_prompt).toBe(text)
  })
})
