import { expect, it } from 'vitest'
import { lineEnds } from '../../../src/rewrite/rules/line-ends.ts'
import { applyRule } from './apply-rule.ts'

it('makes every line end a line feed, also in Jinja2 templates', () => {
  expect(applyRule(lineEnds, 'a\r\nb\rc\n')).toBe('a\nb\nc\n')
  expect(applyRule(lineEnds, '{% if x %}\r\na\r\n{% endif %}', { syntax: 'jinja2' })).toBe('{% if x %}\na\n{% endif %}')
})

it('leaves code as it is', () => {
  expect(applyRule(lineEnds, 'a\r\n```\r\nb\r\n```\r\n')).toBe('a\n```\r\nb\r\n```\n')
})
