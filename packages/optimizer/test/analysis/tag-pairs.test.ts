import { describe, expect, test } from 'vitest'
import { findTags, pairTags } from '../../src/analysis/tag-pairs.ts'

const pairsOf = (text: string): string[] =>
  pairTags(findTags(text)).pairs.map(({ start, end }) => text.slice(start, end))
const unpairedOf = (text: string): string[] =>
  pairTags(findTags(text)).unpaired.map(({ start, end }) => text.slice(start, end))

describe('tag pairs', () => {
  test('reach from the opening to the end of the closing tag, inner ones first', () => {
    expect(pairsOf('<a>x<b>y</b></a>')).toEqual(['<b>y</b>', '<a>x<b>y</b></a>'])
  })

  test('may overlap, as people write them', () => {
    expect(pairsOf('<a><b></a></b>')).toEqual(['<a><b></a>', '<b></a></b>'])
  })

  test('leave over what has no partner', () => {
    expect(unpairedOf('</x><a><a></a><资料>')).toEqual(['</x>', '<a>', '<资料>'])
  })

  test('know elements that need no end', () => {
    expect(unpairedOf('a<br>b<hr/>c<input type="text">')).toEqual([])
  })

  test('take a void name for a section when it is closed somewhere', () => {
    expect(pairsOf('<input>{{#a.b#}}</input>')).toEqual(['<input>{{#a.b#}}</input>'])
  })

  test('see no tag in comparisons, placeholders of several words and links', () => {
    expect(findTags('1 < 2 and 3 > 2, <your full name here>, <https://a.example>')).toEqual([])
  })
})
