import { expect, it } from 'vitest'
import { blankLines } from '../../../src/rewrite/rules/blank-lines.ts'
import { applyRule } from './apply-rule.ts'

it('leaves two blank lines of three or more', () => {
  expect(applyRule(blankLines, 'a\n\n\n\nb\n \n\t\n\n\nc')).toBe('a\n\n\nb\n \n\t\nc')
})

it('leaves two blank lines, and any number in code', () => {
  const text = 'a\n\n\nb\n```\n\n\n\n\n```'
  expect(applyRule(blankLines, text)).toBe(text)
})
