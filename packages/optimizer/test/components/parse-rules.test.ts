import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findLockedSpans } from '../../src/components/locked-spans.ts'
import { parseRules } from '../../src/components/parse-rules.ts'
import { renderRules } from '../../src/components/render-rules.ts'
import { promptArbitrary } from '../rewrite/prompt-arbitrary.ts'

const plain = { syntax: 'workflow', locked: [] } as const

function shapesOf(text: string): [string, string][] {
  return parseRules(text, plain).rules.map(({ kind, text: content }) => [kind, content])
}

test('the rules with their gaps are the text, byte for byte, whatever is locked', () => {
  fc.assert(
    fc.property(promptArbitrary(), fc.nat(400), fc.nat(60), ({ text, syntax, id }, at, length) => {
      const literals = [text.slice(at, at + length)].filter((literal) => !/<!--|\{#/.test(literal))
      const locked = findLockedSpans(text, { promptId: id, syntax, literals, labels: ['Billing'] })
      const parsed = parseRules(text, { syntax, locked })
      expect(renderRules(parsed)).toBe(text)
      expect(parsed.rules.every(({ gap }) => gap.trim() === '')).toBe(true)
      expect(parsed.tail.trim()).toBe('')
      expect(new Set(parsed.rules.map((rule) => rule.id)).size).toBe(parsed.rules.length)
    }),
    { numRuns: 2000 },
  )
})

test('headings, labels, items, sentences and blocks are told apart', () => {
  const text = [
    '# Task',
    'Sort the mail. Be quick; mind the “e.g. this. that” part.',
    '',
    'Rules:',
    '- First rule.',
    '  It goes on here.',
    '1. Second. With two sentences.',
    '```json',
    '{"a": 1}',
    '```',
    '| a | b |',
    '|---|---|',
    '---',
    'Example:',
    'Input: x',
    'Output: y',
  ].join('\n')
  expect(shapesOf(text)).toEqual([
    ['heading', 'Task'],
    ['sentence', 'Sort the mail.'],
    ['sentence', 'Be quick;'],
    ['sentence', 'mind the “e.g. this. that” part.'],
    ['label', 'Rules:'],
    ['bullet', 'First rule.\n  It goes on here.'],
    ['ordered', 'Second. With two sentences.'],
    ['block', '```json\n{"a": 1}\n```'],
    ['block', '| a | b |\n|---|---|'],
    ['separator', '---'],
    ['example', 'Example:\nInput: x\nOutput: y'],
  ])
})

test('Chinese and Japanese sentences end at their own marks', () => {
  expect(shapesOf('你是客服。请用中文回答！不要编造；标注来源。').map(([, text]) => text)).toEqual([
    '你是客服。',
    '请用中文回答！',
    '不要编造；',
    '标注来源。',
  ])
  expect(shapesOf('価格を推測しないでください。短く答える。')).toHaveLength(2)
})

test('a sentence wrapped over lines stays one rule', () => {
  const text = 'Answer in the language that the customer used in the letter, and\nnever in another one.\nBe brief.'
  expect(shapesOf(text).map(([, content]) => content)).toEqual([text.slice(0, text.indexOf('\nBe')), 'Be brief.'])
})

test('a rule keeps its id when others change, and equal rules get different ones', () => {
  const before = parseRules('- one\n- two\n- two\n- three', plain).rules.map(({ id }) => id)
  const after = parseRules('Intro.\n\n* three\n* one', plain).rules.map(({ id }) => id)
  expect(before[2]).toBe(`${before[1]}.2`)
  expect(after.slice(1)).toEqual([before[3], before[0]])
})

test('a locked stretch locks the rules that it touches and no others', () => {
  const text = 'One. <!-- lock -->Two. Three.<!-- /lock --> Four.\n- five\n- six\n\nSeven.'
  const locked = findLockedSpans(text, { promptId: 'p', syntax: 'none', literals: ['five\n- six'], labels: [] })
  const rules = parseRules(text, { syntax: 'none', locked }).rules
  expect(rules.map(({ text: content, isLocked }) => [content, isLocked])).toEqual([
    ['One.', false],
    ['<!-- lock -->Two. Three.<!-- /lock --> Four.', true],
    ['- five\n- six', true],
    ['Seven.', false],
  ])
})

test('lines of template tags are rules of their own that edits must not touch', () => {
  const text = '{% if vip %}\nBe warm.\n{% endif %}'
  const rules = parseRules(text, { syntax: 'jinja2', locked: [] }).rules
  expect(rules.map(({ kind, isLocked }) => [kind, isLocked])).toEqual([
    ['tag', true],
    ['sentence', false],
    ['tag', true],
  ])
})
