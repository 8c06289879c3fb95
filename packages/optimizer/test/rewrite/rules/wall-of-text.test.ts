import { expect, it } from 'vitest'
import { wallOfText } from '../../../src/rewrite/rules/wall-of-text.ts'
import { applyRule } from './apply-rule.ts'

const long = 'The customer wrote a long letter about many things that matter. '.repeat(40)

it('breaks a wall before the sentences that open a thought', () => {
  expect(applyRule(wallOfText, `${long}Finally, answer. Note the date.`)).toBe(
    `${long.trim()}\n\nFinally, answer.\n\nNote the date.`,
  )
})

it('breaks a Chinese wall', () => {
  const wall = '客户写了一封很长的信，讲了许多重要的事情。'.repeat(40)
  expect(applyRule(wallOfText, `${wall}最后，请给出结论。`)).toBe(`${wall}\n\n最后，请给出结论。`)
})

it('leaves short lines, list items and quotations', () => {
  for (const text of ['Read it. Finally, answer.', `- ${long}Finally, answer.`, `“${long}Finally, answer.”`]) {
    expect(applyRule(wallOfText, text)).toBe(text)
  }
})
