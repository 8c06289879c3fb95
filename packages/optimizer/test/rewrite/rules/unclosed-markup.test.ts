import { describe, expect, it } from 'vitest'
import { unclosedFence, unclosedTag } from '../../../src/rewrite/rules/unclosed-markup.ts'
import { applyRule } from './apply-rule.ts'

describe('unclosedFence', () => {
  it.each([
    ['complete JSON', 'Write:\n```json\n{"a": 1}\n', 'Write:\n```json\n{"a": 1}\n```\n'],
    ['variables', 'Text:\n```\n{{#a.b#}}', 'Text:\n```\n{{#a.b#}}\n```'],
    ['code without a gap', 'Run:\n~~~~sh\nls -l\ncd ..', 'Run:\n~~~~sh\nls -l\ncd ..\n~~~~'],
  ])('closes a fence around %s', (_, before, after) => {
    expect(applyRule(unclosedFence, before)).toBe(after)
  })

  it.each([
    ['has begun JSON', 'Write:\n```json\n{"a": '],
    ['is empty', 'Write:\n```json\n'],
    ['goes on with prose', 'Write:\n```json\n{"a": 1}\nThen explain it.'],
    ['holds prose without a language', 'Write:\n```\nsome words'],
    ['is closed', 'Write:\n```json\n{"a": 1}\n```'],
  ])('leaves a fence that %s', (_, text) => {
    expect(applyRule(unclosedFence, text)).toBe(text)
  })

  it('leaves a completion prompt, which may be meant to go on in the fence', () => {
    expect(applyRule(unclosedFence, 'Go:\n```sh\nls', { role: 'completion' })).toBe('Go:\n```sh\nls')
  })
})

describe('unclosedTag', () => {
  it('closes the tag that hands over the last variables', () => {
    expect(applyRule(unclosedTag, 'Sum up:\n<text>\n{{#a.b#}}\n{{#a.c#}}\n')).toBe(
      'Sum up:\n<text>\n{{#a.b#}}\n{{#a.c#}}\n</text>\n',
    )
  })

  it.each([
    ['is closed', 'Sum up:\n<text>\n{{#a.b#}}\n</text>'],
    ['comes twice', 'Sum up:\n<text>\n{{#a.b#}}\n<text>\n{{#a.c#}}'],
    ['holds words', 'Sum up:\n<text>\nThis: {{#a.b#}}'],
    ['holds nothing', 'Reply with\n<answer>'],
    ['needs no other', 'Sum up:\n<br>\n{{#a.b#}}'],
  ])('leaves a tag that %s', (_, text) => {
    expect(applyRule(unclosedTag, text)).toBe(text)
  })
})
