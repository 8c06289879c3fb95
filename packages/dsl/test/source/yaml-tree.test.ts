import { describe, expect, it } from 'vitest'
import { readYamlTree } from '../../src/source/yaml-tree.ts'

const valueOf = (text: string) => readYamlTree(text).value

describe('reading as PyYAML does', () => {
  it.each([
    ['a quoted text that goes on at the first column', 'a: "one\ntwo"\nb: 1\n', { a: 'one two', b: 1 }],
    ['a text whose line ends in a doubled quote', "a:\n  b: 'one''\ntwo'\n", { a: { b: "one' two" } }],
    ['a text that swallows what looks like keys', "a:\n  b: 'one''\nc: d\ne: f'\n", { a: { b: "one' c: d e: f" } }],
    ['a text whose line ends in an escaped quote', 'a:\n  b: "one\\"\nc: d"\n', { a: { b: 'one" c: d' } }],
    ['an empty line after an escaped line break', 'a: "one\\\n\n  two"\n', { a: 'one\ntwo' }],
    ['a block that ends with the file', 'a: |\n  one', { a: 'one' }],
    ['a block with an indentation digit that ends in blanks', 'a: |2-\n   one\n   \n', { a: ' one\n ' }],
    ['a block that keeps its empty lines', 'a: |+\n  one\n\n\nb: 1\n', { a: 'one\n\n\n', b: 1 }],
    [
      'a folded block with lines indented further',
      'a: >\n  one\n  two\n   three\n\n  four\n',
      { a: 'one two\n three\n\nfour\n' },
    ],
    ['the last of equal keys', 'a: 1\na: 2\n', { a: 2 }],
    ['merge keys, own keys first', 'x: &x {a: 1, b: 1}\ny: {<<: *x, b: 2}\n', { x: { a: 1, b: 1 }, y: { a: 1, b: 2 } }],
    ['a list of merge keys, the first first', 'x: {<<: [{a: 1}, {a: 2, b: 2}]}\n', { x: { a: 1, b: 2 } }],
    ['keys that are no texts', '1: a\nyes: b\n~: c\n', { 1: 'a', true: 'b', null: 'c' }],
    ['core tags', 'a: !!str 12\nb: !!int 3\nc: !!map {}\n', { a: '12', b: 3, c: {} }],
    ['a comment that touches a quote which is closed late', "a:\n  b: 'one''\n  c: '#d'\n", { a: { b: "one' c: " } }],
  ])('reads %s', (_name, text, expected) => {
    expect(valueOf(text)).toEqual(expected)
  })

  it('keeps a key named __proto__ as a key', () => {
    const value = valueOf('__proto__: {polluted: true}\n')
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('shares what an alias repeats', () => {
    const value = valueOf('a: &a [1]\nb: *a\n') as { a: unknown; b: unknown }
    expect(value.b).toBe(value.a)
  })
})

describe('the way back into the source', () => {
  it('finds scalars by path, also through aliases and merge keys', () => {
    const source = 'x: &x {a: one}\ny: {<<: *x}\nz: *x\nw: &w two\nv: *w\n'
    const tree = readYamlTree(source)
    const written = (...path: string[]) => {
      const scalar = tree.scalarAt(path)
      return scalar === undefined ? undefined : source.slice(scalar.start, scalar.end)
    }
    expect([written('x', 'a'), written('y', 'a'), written('z', 'a'), written('w'), written('v')]).toEqual([
      'one',
      'one',
      'one',
      'two',
      '*w',
    ])
    expect([written('x'), written('gone'), written('w', 'a')]).toEqual([undefined, undefined, undefined])
  })

  it('finds the last of equal keys', () => {
    const tree = readYamlTree('a: one\na: two\n')
    expect(tree.scalarAt(['a'])).toMatchObject({ start: 10, end: 13 })
  })
})
