import { describe, expect, it } from 'vitest'
import { trailingBlanks } from '../../../src/rewrite/rules/trailing-blanks.ts'
import { applyRule } from './apply-rule.ts'

it('removes blanks, tabs and ideographic spaces at line ends', () => {
  expect(applyRule(trailingBlanks, 'a \nb\t\n规则\u3000\n \nc   \nd')).toBe('a\nb\n规则\n\nc\nd')
})

it('keeps the two spaces of a Markdown line break, but not before a blank line', () => {
  expect(applyRule(trailingBlanks, 'a  \nb  \n\nc')).toBe('a  \nb\n\nc')
})

it('keeps what stands in code', () => {
  expect(applyRule(trailingBlanks, 'a\n```\nb \n```')).toBe('a\n```\nb \n```')
})

describe('at the end of the text', () => {
  it('removes blanks from a message', () => {
    expect(applyRule(trailingBlanks, 'Be brief.  ')).toBe('Be brief.')
  })

  it.each([
    ['a label', 'Answer: ', 'system' as const],
    ['a Chinese label', '回答：  ', 'user' as const],
    ['a completion prompt', 'Once upon a time ', 'completion' as const],
  ])('keeps them behind %s', (_, text, role) => {
    expect(applyRule(trailingBlanks, text, { role })).toBe(text)
  })

  it('keeps them where the node puts more text behind', () => {
    expect(applyRule(trailingBlanks, 'Be brief. ', { role: 'query' })).toBe('Be brief. ')
  })
})
