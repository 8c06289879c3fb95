import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PythonFloat } from '../../src/sandbox/python-float.ts'
import { FileValue } from '../../src/values/file-value.ts'
import { renderMarkdown, renderText } from '../../src/values/render-value.ts'
import type { Value } from '../../src/values/value.ts'

const file = new FileValue({
  type: 'document',
  transfer_method: 'remote_url',
  name: 'a.txt',
  extension: '.txt',
  mime_type: 'text/plain',
  size: 3,
  remote_url: 'https://example.org/a.txt',
})
const image = new FileValue({ ...file.facts, type: 'image', name: 'b.png', remote_url: 'https://example.org/b.png' })

interface Row {
  readonly value: Value
  readonly text: string
  /** Where 0.15 differs. */
  readonly old?: string
}

describe('a value in a template', () => {
  const rows: readonly Row[] = [
    { value: 'a "b"\n', text: 'a "b"\n' },
    { value: 3, text: '3' },
    { value: -7, text: '-7' },
    { value: 123456789012345678901234567890n, text: '123456789012345678901234567890' },
    { value: 2.5, text: '2.5' },
    { value: 0.1 + 0.2, text: '0.30000000000000004' },
    { value: 1e30, text: '1e+30' },
    { value: 1.5e-7, text: '1.5e-07' },
    { value: 0.0001, text: '0.0001' },
    { value: 0.00001, text: '1e-05' },
    { value: new PythonFloat(3), text: '3.0' },
    { value: new PythonFloat(1e15), text: '1000000000000000.0' },
    { value: new PythonFloat(1e16), text: '1e+16' },
    { value: true, text: 'True' },
    { value: false, text: 'False' },
    { value: null, text: '' },
    { value: { a: 'é', b: [1, null, true] }, text: '{"a": "é", "b": [1, null, true]}' },
    { value: {}, text: '{}' },
    { value: ['a', 'é'], text: '["a", "é"]', old: String.raw`["a", "\u00e9"]` },
    { value: ['😀'], text: '["😀"]', old: String.raw`["\ud83d\ude00"]` },
    { value: [1, 2.5, new PythonFloat(3)], text: '[1, 2.5, 3.0]' },
    { value: [{ a: 'b', c: null }], text: "[{'a': 'b', 'c': None}]" },
    { value: [true, false], text: '[True, False]' },
    { value: ['a', 1, null], text: "['a', 1, None]" },
    { value: [['a'], ['b']], text: "[['a'], ['b']]" },
    { value: [{ a: "it's" }], text: `[{'a': "it's"}]` },
    { value: [{ a: `'"` }], text: String.raw`[{'a': '\'"'}]` },
    { value: [{ a: '\n\t\\\u0000\u00A0\u200B\uE000' }], text: String.raw`[{'a': '\n\t\\\x00\xa0\u200b\ue000'}]` },
    { value: [], text: '', old: '[]' },
    { value: file, text: '' },
    { value: [file], text: '' },
  ]
  it.each(rows)('$value is $text in 1.12', ({ value, text }) => {
    expect(renderText(value, '1.12')).toBe(text)
  })
  it.each(rows)('$value is right in 0.15', ({ value, text, old }) => {
    expect(renderText(value, '0.15')).toBe(old ?? text)
  })
})

describe('a value in an answer', () => {
  it.each<{ readonly value: Value; readonly text: string }>([
    { value: 'a', text: 'a' },
    { value: 3, text: '3' },
    { value: true, text: 'True' },
    { value: null, text: '' },
    { value: ['a', 'b'], text: '- a\n- b' },
    { value: [1, null, { a: 1 }], text: "- 1\n- None\n- {'a': 1}" },
    { value: [], text: '' },
    { value: { a: { b: [1] } }, text: '{\n  "a": {\n    "b": [\n      1\n    ]\n  }\n}' },
    { value: file, text: '[a.txt](https://example.org/a.txt)' },
    { value: [file, image], text: '[a.txt](https://example.org/a.txt)\n![b.png](https://example.org/b.png)' },
  ])('$value is $text', ({ value, text }) => {
    expect(renderMarkdown(value, '1.12')).toBe(text)
  })
})

describe('laws of rendering', () => {
  const values = fc.jsonValue().map((value) => value as Value)

  it('an object is JSON of itself', () => {
    const objects = fc.dictionary(fc.string({ unit: 'grapheme' }), values)
    fc.assert(
      fc.property(objects, (value) => {
        expect(JSON.parse(renderText(value, '1.12'))).toEqual(value)
      }),
    )
  })

  it('0.15 writes lists of texts in ASCII that say the same', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (value) => {
        const text = renderText(value, '0.15')
        expect(text).toMatch(/^[\u0020-\u007E]*$/)
        expect(JSON.parse(text)).toEqual(value)
      }),
    )
  })

  it('what is not a container is the same in text and in an answer', () => {
    const scalars = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null))
    fc.assert(
      fc.property(scalars, (value) => {
        expect(renderMarkdown(value, '1.12')).toBe(renderText(value, '1.12'))
      }),
    )
  })

  it('a float reads back as the same float', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(Number(renderText(number, '1.12'))).toBe(number)
      }),
    )
  })
})
