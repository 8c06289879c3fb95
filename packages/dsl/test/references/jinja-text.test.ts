import { describe, expect, it } from 'vitest'
import { blankLiteralJinja, findJinjaLocals, findJinjaPrints } from '../../src/references/jinja-text.ts'

describe('Jinja2 text', () => {
  it('keeps its length when comments and raw blocks are blanked out', () => {
    const text = 'a {# {{ b }} #} c {% raw %}{{ d }}{%- endraw -%} {{ e }} {# open'
    expect(blankLiteralJinja(text).split(/ +/)).toEqual(['a', 'c', '{{', 'e', '}}', ''])
    expect(blankLiteralJinja(text).indexOf('{{ e')).toBe(text.indexOf('{{ e'))
    expect(blankLiteralJinja(text)).toHaveLength(text.length)
  })

  it('prints names with keys and filters', () => {
    expect(findJinjaPrints("{{a}} {{- b.c -}} {{ d | join(', ') }} {{ 'text' }} {{ e").map(({ name }) => name)).toEqual(
      ['a', 'b', 'd'],
    )
  })

  it('gives values to names of its own', () => {
    const locals = findJinjaLocals('{% set x = 1 %}{% for k, v in items %}{% macro m(p) %}{% import "f" as g %}')
    expect([...locals]).toEqual(expect.arrayContaining(['loop', 'x', 'k', 'v', 'm', 'p', 'g']))
  })
})
