import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importPayload } from '../src/index.ts'

const text = fc.string({ unit: 'grapheme' }).filter((value) => !/\p{Surrogate}/u.test(value))
const hostile = fc.oneof(
  text,
  fc.constantFrom(
    '=',
    '<<',
    'yes',
    '12:30',
    '1_000',
    '2024-01-01',
    'a\tb',
    '\u2028',
    '\u0085',
    '\u007f',
    '\ufeff',
    '😀 中文',
    '{{#a.b#}}',
  ),
)

const app = { app: { mode: 'workflow' }, workflow: { graph: { nodes: [], edges: [] } } }
const head = 'app: {mode: workflow}\nworkflow: {graph: {nodes: [], edges: []}}\n'

describe('an app file that is sent to Dify', () => {
  it('reads back as the same texts, and holds no character that PyYAML cannot read', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (texts) => {
        const dsl = JSON.stringify({ ...app, texts }).replaceAll(
          /[\u007f-\u009f\u2028\u2029\ufeff]/g,
          (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
        )
        const payload = importPayload(dsl)
        expect(payload).not.toMatch(/[\u007f-\u009f\u2028\u2029\ufeff]/)
        expect(JSON.parse(payload)).toEqual({ ...app, texts })
      }),
      { seed: 11 },
    )
  })

  it('means what PyYAML reads in it', () => {
    const dsl = `${head}position: {x: 1, y: 2}\na: 1e3\nb: yes\nc: 12:30\nd: 010\n`
    expect(JSON.parse(importPayload(dsl))).toEqual({
      ...app,
      position: { x: 1, y: 2 },
      a: '1e3',
      b: true,
      c: 750,
      d: 8,
    })
  })

  it('claims the version of the format that it is told to', () => {
    expect(JSON.parse(importPayload(`version: 0.1.2\n${head}`, { version: '0.5.0' }))).toMatchObject({
      version: '0.5.0',
    })
  })
})
