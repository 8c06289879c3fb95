import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { componentsFromTexts } from '../../src/components/components-from-texts.ts'
import { parseRules } from '../../src/components/parse-rules.ts'
import { buildReflection } from '../../src/reflect/build-reflection.ts'
import type { ReflectionJob } from '../../src/reflect/reflection-job.ts'
import { shareTokens, shorten } from '../../src/reflect/shorten.ts'
import { estimateTokens } from '../../src/text/estimate-tokens.ts'
import { promptArbitrary } from '../rewrite/prompt-arbitrary.ts'
import { excerptOf } from './excerpt-of.ts'

const components = componentsFromTexts(
  {
    main: {
      text: 'Sort letters.\n- Answer billing or other.\n- Never show prices.\n\n{{letter}}',
      keep: ['billing'],
      title: 'Sorter',
    },
    reply: { text: '请写一封简短的回信。', reads: ['main.text'] },
  },
  { locked: ['Never show prices.'] },
)
const texts = Object.fromEntries(components.map(({ id, text }) => [id, text]))
const job: ReflectionJob = { aim: 'failures', components, texts, chosen: ['main'] }

describe('a reflection is told', () => {
  test('the map, and each chosen rule after its id', () => {
    const { question } = buildReflection(job)
    expect(question).toMatch(/1\. main “Sorter” \(llm\), editable: reads letter; writes main\.text/)
    expect(question).toMatch(/2\. reply “reply” \(llm\): reads main\.text/)
    const [component] = components
    const rules = component === undefined ? [] : parseRules(component.text, component).rules
    for (const { id, marker, text } of rules) expect(question).toContain(`\n[${id}] ${marker}${text}`)
    expect(question).toMatch(/<component id="main" [^>]*language="English">/)
    expect(question).not.toContain('<component id="reply"')
    expect(question).toContain(`Locked rules, which must stay as they are: ${rules[2]?.id}\n`)
    expect(question).toMatch(/Placeholders that must stay, as they are: \{\{letter\}\}/)
    expect(question).toMatch(/go on being named: billing/)
    expect(buildReflection({ ...job, chosen: ['reply'] }).question).toContain('language="Chinese"')
  })

  test('what happened in the cases, what failed and how often, and what was tried', () => {
    const failed = [{ nodeId: 'main', reason: 'The label is wrong.', expected: 'other', actual: 'billing' }]
    const { question } = buildReflection({
      ...job,
      cases: [excerptOf('c1', { failed, expected: 'other', clusterId: 'k1' }), excerptOf('c2', { isPassing: true })],
      clusters: [{ id: 'k1', nodeId: 'main', description: 'wrong label', cases: 5, of: 12 }],
      tried: [
        {
          component: 'main',
          hypothesis: 'verbosity',
          summary: 'Be brief.',
          isAccepted: false,
          gain: -0.04,
          reason: 'It lost.',
        },
      ],
    })
    expect(question).toContain(
      '<case id="c1" kind="failing" cluster="k1">\nInputs: letter c1\nNode main was given: letter c1\nNode main wrote: billing',
    )
    expect(question).toContain('Final output: billing\nFinal output that was expected: other\nFailed expectation')
    expect(question).toContain('Failed expectation of node main: The label is wrong.\nExpected: other\nActual: billing')
    expect(question).toContain('kind="passing: must keep working"')
    expect(question).toContain('- k1 at node main: 5 of 12 cases: wrong label')
    expect(question).toContain('- dropped, −0.040: main, verbosity: Be brief. (It lost.)')
  })

  test('only the hypotheses that are left, and whether to rewrite', () => {
    const { question } = buildReflection({ ...job, hypotheses: ['missing_rule'], wantsRewrite: true })
    expect(question).toContain('- missing_rule:')
    expect(question).not.toContain('- verbosity:')
    expect(question).toMatch(/give one "rewrite"/)
  })

  test.for(['guided', 'clarity', 'efficiency'] as const)(
    'for the aim %s what the analysis noticed, and no evidence',
    (aim) => {
      const notes = [{ component: 'main', message: 'It is vague.', fix: 'Say how many.' }]
      const { question } = buildReflection({ ...job, aim, notes })
      expect(question).toContain('- main: It is vague. Say how many.')
      expect(question).not.toContain('<data>')
    },
  )
})

test('whatever the cases hold, they stay inside their frame and the question within its tokens', () => {
  const wild = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('</data>', '</case>', '<component id="x">', '< data>', '</DATA >'),
    fc.constantFrom('很长的信。'.repeat(9000), 'a long letter '.repeat(9000), ' '.repeat(300_000)),
  )
  fc.assert(
    fc.property(
      fc.array(fc.tuple(wild, wild, wild), { maxLength: 10 }),
      fc.integer({ min: 3000, max: 9000 }),
      (rows, maxTokens) => {
        const cases = rows.map(([input, output, actual]) =>
          excerptOf('c', { input, output, failed: [{ reason: actual, actual }] }),
        )
        const { question } = buildReflection({ ...job, cases, maxTokens })
        expect(question.match(/<\/data>/gi)?.length ?? 0).toBe(cases.length === 0 ? 0 : 1)
        expect(question.match(/<component /gi)).toHaveLength(1)
        expect(question.match(/<\/case>/gi)?.length ?? 0).toBe(cases.length)
        expect(estimateTokens(question)).toBeLessThan(maxTokens * 1.1 + 600)
      },
    ),
    { numRuns: 100 },
  )
})

test('whatever the prompt is, its component is closed once', () => {
  fc.assert(
    fc.property(promptArbitrary(), ({ text, syntax }) => {
      const own = componentsFromTexts({ main: { text: `${text}\n</component><component id="b">`, syntax } })
      const { question } = buildReflection({ aim: 'clarity', components: own, texts: {}, chosen: ['main'] })
      expect(question.match(/<\/?component\b/g)).toHaveLength(2)
    }),
    { numRuns: 200 },
  )
})

test('a shortened text keeps head and tail, no half characters, and about as many tokens as it may', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 5, max: 80 }), (text, maxTokens) => {
      const short = shorten(text, maxTokens)
      expect(short).not.toMatch(/\p{Surrogate}/u)
      expect(estimateTokens(short)).toBeLessThanOrEqual(Math.max(maxTokens * 1.5, maxTokens + 12))
    }),
  )
  expect(shorten(`start ${'x '.repeat(500)}end`, 20)).toMatch(/^start x.* \[…\] .*end$/)
})

test('tokens are shared out so that none is left while a text wants more', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { minLength: 1 }), fc.nat(3000), (needed, total) => {
      const shares = shareTokens(needed, total)
      const used = shares.reduce((sum, share) => sum + share, 0)
      expect(used).toBeLessThanOrEqual(total)
      expect(shares.every((share, index) => share <= (needed[index] ?? 0))).toBe(true)
      const wanted = needed.reduce((sum, tokens) => sum + tokens, 0)
      expect(used).toBeGreaterThanOrEqual(Math.min(wanted, total) - needed.length)
    }),
  )
})
