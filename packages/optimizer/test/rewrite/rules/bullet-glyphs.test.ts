import { expect, it } from 'vitest'
import { bulletGlyphs } from '../../../src/rewrite/rules/bullet-glyphs.ts'
import { applyRule } from './apply-rule.ts'

it.each([
  ['- be kind\n* be brief\n- be exact', '- be kind\n- be brief\n- be exact'],
  ['- 一\n- 二\n•三', '- 一\n- 二\n- 三'],
])('gives a stray item the marker of its list: %j', (before, after) => {
  expect(applyRule(bulletGlyphs, before)).toBe(after)
})

it.each([
  ['two levels', '* Tone\n- kind\n- brief\n* Length\n- short'],
  ['children after a colon', '- Tone:\n* kind\n- Length'],
  ['a first item that may be a title', '* Rules\n- kind\n- brief'],
  ['a footnote', '- kind\n- brief\n* from today on'],
  ['signs that weigh', '- slow\n- dear\n+ pretty\n- loud'],
  ['two lists', '- kind\n- brief\n\n* short\n* sweet'],
])('leaves %s', (_, text) => {
  expect(applyRule(bulletGlyphs, text)).toBe(text)
})
