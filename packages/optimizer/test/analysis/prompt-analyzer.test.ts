import { promptAnalysisSchema } from '@autoopt/storage-core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnalyzedPrompt, PromptAnalyzer } from '../../src/analysis/prompt-analyzer.ts'
import { maxFindingsPerRule } from '../../src/analysis/rule.ts'
import { asPrompt, labelledPrompts } from './labelled-prompts.ts'

const analyzer = new PromptAnalyzer()
const analyze = (text: string, more: Partial<Parameters<typeof asPrompt>[0]> = {}): AnalyzedPrompt =>
  analyzer.analyzePrompt(asPrompt({ name: 'test', text, ...more }))

const weights = { clarity: 0.3, specificity: 0.3, structure: 0.25, efficiency: 0.15 }
const dimensions = ['clarity', 'structure', 'specificity', 'efficiency'] as const

/** Pieces that rules look for, in any order, among anything. */
const pieces = fc.constantFrom(
  '{{#sys.query#}}',
  '{{#context#}}',
  '{% if x %}',
  '```',
  '<a>',
  '</a>',
  '\n',
  '\n\n',
  '# ',
  '- ',
  '（',
  '”',
  'appropriate, etc. ',
  '请总结',
  '适当',
  '如前所述',
  '不要输出',
  '只输出JSON。',
  '然后解释理由。',
  'Never do this thing. ',
  'Always do this thing. ',
  'Return JSON. ',
  'in order to ',
  '要約してください。',
  'Bearer a1B2c3D4e5F6g7H8i9',
  '\uD83D',
  '\uE000',
)
const promptText = fc
  .array(
    fc.oneof({ weight: 3, arbitrary: pieces }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) }),
    {
      maxLength: 40,
    },
  )
  .map((parts) => parts.join(''))
const anyPrompt = fc.oneof(
  promptText.map((text) => asPrompt({ name: 'generated', text })),
  promptText.map((text) => asPrompt({ name: 'generated', text, role: 'user', context: { syntax: 'jinja2' } })),
  fc.constantFrom(...labelledPrompts).map(asPrompt),
)

/** What the scores of an analysis should be by its findings. */
function scoresByFindings({ issues }: AnalyzedPrompt) {
  const scoreOf = (dimension: string): number =>
    Math.max(
      0,
      issues.reduce((left, issue) => (issue.dimension === dimension ? left + issue.points : left), 100),
    )
  const scores = {
    clarity: scoreOf('clarity'),
    structure: scoreOf('structure'),
    specificity: scoreOf('specificity'),
    efficiency: scoreOf('efficiency'),
  }
  const mean = dimensions.reduce((total, dimension) => total + weights[dimension] * scores[dimension], 0)
  const overall = Math.min(mean, issues.some((issue) => issue.severity === 'error') ? 49 : 100)
  return {
    overall_score: Math.round(overall * 10) / 10,
    clarity_score: scores.clarity,
    structure_score: scores.structure,
    specificity_score: scores.specificity,
    efficiency_score: scores.efficiency,
  }
}

describe('scores', () => {
  test('are 100 less the points of the findings, and an error caps the overall score', () => {
    fc.assert(
      fc.property(anyPrompt, (prompt) => {
        const analysis = analyzer.analyzePrompt(prompt)
        expect(analysis).toMatchObject(scoresByFindings(analysis))
      }),
    )
  })

  test('come with findings that quote the text where their span says', () => {
    fc.assert(
      fc.property(promptText, (text) => {
        for (const { span, excerpt, points } of analyze(text).issues) {
          expect(points).toBeLessThanOrEqual(0)
          expect(excerpt.length).toBeLessThanOrEqual(80)
          if (span === null) continue
          expect(span.start).toBeGreaterThanOrEqual(0)
          expect(span.end).toBeGreaterThan(span.start)
          expect(span.end).toBeLessThanOrEqual(text.length)
        }
      }),
    )
  })

  test('are the same each time', () => {
    fc.assert(
      fc.property(anyPrompt, (prompt) => {
        expect(new PromptAnalyzer().analyzePrompt(prompt)).toEqual(analyzer.analyzePrompt(prompt))
      }),
    )
  })

  test('follow the weights', () => {
    const prompt = asPrompt({ name: 'test', text: 'You are a lawyer.', context: {} })
    const clarityOnly = new PromptAnalyzer({ weights: { clarity: 1, specificity: 0, structure: 0, efficiency: 0 } })
    const analysis = clarityOnly.analyzePrompt(prompt)
    expect(analysis.overall_score).toBe(analysis.clarity_score)
    expect(analysis.clarity_score).toBeLessThan(100)
  })

  test('need weights that sum to 1', () => {
    expect(() => new PromptAnalyzer({ weights: { clarity: 1 } })).toThrow('sum to 1')
  })

  test('are called hygiene and survive storage', () => {
    const analysis = analyze('Summarise the report in 3 sentences.')
    expect(analysis.score_kind).toBe('hygiene')
    expect(promptAnalysisSchema.parse(JSON.parse(JSON.stringify(analysis)))).toEqual(analysis)
  })
})

describe('what earns nothing', () => {
  const task = 'Summarise the report below in 3 sentences.\n\nReport:\n{{#doc.text#}}'

  test.each([
    ['a persona', `You are a world-class expert.\n${task}`],
    ['politeness', `Please, ${task}`],
    ['capitals', task.replace('Summarise', 'SUMMARISE')],
    ['a promised tip', `${task}\nYou get a tip of 200 dollars.`],
  ])('%s', (_, text) => {
    expect(analyze(text, { role: 'user' }).overall_score).toBeLessThanOrEqual(
      analyze(task, { role: 'user' }).overall_score,
    )
  })
})

describe('suggestions', () => {
  test('begin with what costs most and say nothing twice', () => {
    const { suggestions } = analyze(
      'Write something appropriate, nice, several times, etc. about {{#sys.query#}} please.',
    )
    expect(suggestions[0]).toContain('form of the answer')
    expect(new Set(suggestions).size).toBe(suggestions.length)
  })

  test('begin with errors', () => {
    const { suggestions } = analyze('Write a text. Use the key sk-a1B2c3D4e5F6g7H8i9J0 for it.')
    expect(suggestions[0]).toContain('Revoke')
  })

  test('are absent where there is nothing to mend', () => {
    const siblings = [{ slot: 'system', role: 'system' as const, before: true, text: 'Tell a joke.' }]
    expect(analyze('{{#sys.query#}}', { role: 'user', context: { siblings } }).suggestions).toEqual([])
  })
})

describe('secrets', () => {
  const key = 'sk-a1B2c3D4e5F6g7H8i9J0kLmN'

  test.each([
    ['alone', `Use the key ${key} and answer in one word.`],
    [
      'in a sentence that is quoted for another reason',
      `Use the key ${key} to fetch it. Use the key ${key} to fetch it.`,
    ],
    ['in an endless sentence', `Take the key ${key} ${'and then go on with the next one '.repeat(20)}`],
    ['in a ban and an order', `Always use ${key} for it. Never use ${key} for it.`],
    ['in code', `Run this and return the output only:\n\`\`\`\ncurl -H 'Authorization: Bearer ${key}'\n\`\`\``],
  ])('are found and never printed: %s', (_, text) => {
    const analysis = analyze(text)
    expect(analysis.issues.map((issue) => issue.rule)).toContain('secret')
    expect(JSON.stringify(analysis)).not.toContain(key.slice(0, 12))
    expect(analysis.overall_score).toBeLessThanOrEqual(49)
  })
})

describe('languages without a lexicon', () => {
  test.each([
    'Ты опытный юрист и очень добрый человек.',
    'Eres una abogada con mucha experiencia y una persona muy amable con los clientes.',
    '당신은 경험이 많은 변호사입니다.',
  ])('are not judged by words: %s', (text) => {
    const analysis = analyze(text)
    expect(analysis.language).toBe('other')
    expect(analysis.issues).toEqual([])
  })

  test('are still judged by layout', () => {
    const analysis = analyze('Переведи {{#sys.query#}} на английский язык и ничего не добавляй от себя.', {
      role: 'user',
    })
    expect(analysis.issues.map((issue) => issue.rule)).toContain('undelimited-variable')
  })
})

describe('hostile texts', () => {
  test.each([
    'a',
    ' ',
    '\n',
    '{',
    '(',
    '「',
    '」',
    '<',
    '`',
    '"',
    '#',
    '-',
    '|',
    '.',
    '。',
    '不',
    '\uD800',
    '\uE000',
    '{{',
    '<a>',
    '</a>',
    '<br>',
    '{{#sys.query#}}\n',
    'etc ',
    'always do it ',
    'never do it ',
    'if ',
    'the following ',
    '{"a":',
    '- x\n',
    '```\n',
    'eyJ',
    'a://b:',
    '{% if %}',
    'password: ',
    '必须做这件事',
    '请总结。',
  ])('of one piece %j over and over are analysed', (piece) => {
    const text = piece.repeat(Math.ceil(100_000 / piece.length))
    const analysis = analyze(text)
    expect(analysis).toMatchObject(scoresByFindings(analysis))
    const perRule = new Map<string, number>()
    for (const { rule } of analysis.issues) perRule.set(rule, (perRule.get(rule) ?? 0) + 1)
    expect(Math.max(0, ...perRule.values())).toBeLessThanOrEqual(maxFindingsPerRule)
  })

  test('say how many findings were left out', () => {
    expect(analyze('Write it appropriately, '.repeat(50)).omitted_issues).toBeGreaterThanOrEqual(30)
  })

  test('may come with a context of any shape', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), (context) => {
        const prompt = { ...asPrompt({ name: 'test', text: 'Tell a joke in 2 lines.' }), context }
        expect(analyzer.analyzePrompt(prompt).prompt_id).toBe('labelled_test')
      }),
    )
  })
})
