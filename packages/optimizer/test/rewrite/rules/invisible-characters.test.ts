import { expect, it } from 'vitest'
import { invisibleCharacters } from '../../../src/rewrite/rules/invisible-characters.ts'
import { applyRule } from './apply-rule.ts'

it('removes a byte order mark and zero-width spaces, and makes no-break spaces plain', () => {
  expect(applyRule(invisibleCharacters, '\uFEFF# Role\n请\u200B回答：\u200B{{#a.b#}}\nx\u00A0\u00A0y')).toBe(
    '# Role\n请回答：{{#a.b#}}\nx  y',
  )
})

it.each(['12\u200B34', 'is\u200Bnot', '{\u200B{name}}', '\u200B```', "\u200B'yes'"])(
  'keeps what holds %j apart',
  (text) => {
    expect(applyRule(invisibleCharacters, `say ${text}`)).toBe(`say ${text}`)
  },
)

it('keeps the joiners of emoji', () => {
  expect(applyRule(invisibleCharacters, 'Smile 👩\u200D💻')).toBe('Smile 👩\u200D💻')
})
