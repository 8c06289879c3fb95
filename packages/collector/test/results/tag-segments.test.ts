import { expect, it } from 'vitest'
import { tagSegments } from '../../src/results/tag-segments.ts'

it('reads dimensions out of tags and takes the first value of each', () => {
  expect(tagSegments(['smoke', 'language:zh', 'language:en', 'plan:a:b'])).toEqual({ language: 'zh', plan: 'a:b' })
})

it('takes tags without a name or a value for plain tags', () => {
  expect(tagSegments([':zh', 'language:', 'language: zh', 'two words:x'])).toEqual({})
})

it('has no trouble with names that objects know', () => {
  expect(Object.entries(tagSegments(['__proto__:x', 'constructor:y']))).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
})
