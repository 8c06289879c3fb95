import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { interpolate } from '../../src/load/interpolate.ts'

const name = fc.stringMatching(/^[A-Za-z_]\w{0,8}$/)
const plainText = fc.string().filter((text) => !text.includes('$'))

describe('interpolate', () => {
  test('a reference becomes the value of its variable', () => {
    fc.assert(
      fc.property(name, plainText, plainText, fc.string(), (key, before, after, value) => {
        const { text, used } = interpolate(`${before}\${${key}}${after}`, { [key]: value })
        expect(text).toBe(before + value + after)
        expect(used).toEqual([key])
      }),
    )
  })

  test('what comes from the environment is never looked at again', () => {
    expect(interpolate('${A}', { A: '${B} $${C}', B: 'no' }).text).toBe('${B} $${C}')
  })

  test('text without references stays as it is', () => {
    fc.assert(
      fc.property(plainText, fc.dictionary(name, fc.string()), (text, environment) => {
        expect(interpolate(text, environment)).toEqual({ text, used: [], missing: [], malformed: [] })
      }),
    )
  })

  test('a default stands in for a variable that is not set or empty', () => {
    expect(interpolate('${A:-x y}', {}).text).toBe('x y')
    expect(interpolate('${A:-x}', { A: '' }).text).toBe('x')
    expect(interpolate('${A:-}', {}).text).toBe('')
    expect(interpolate('${A:-x}', { A: 'set' }).text).toBe('set')
  })

  test('an empty variable without a default is empty text', () => {
    expect(interpolate('[${A}]', { A: '' })).toMatchObject({ text: '[]', missing: [] })
  })

  test('$${ is a literal ${', () => {
    expect(interpolate('$${A} and ${A}', { A: '1' }).text).toBe('${A} and 1')
  })

  test('a lone dollar, $NAME and Dify references are text', () => {
    const text = 'costs $5, $NAME, {{#llm.text#}} {{ x }} $'
    expect(interpolate(text, { NAME: 'x' }).text).toBe(text)
  })

  test('missing names are told and left as they are', () => {
    expect(interpolate('${A}-${B}-${C:-c}', { B: 'b' })).toEqual({
      text: '${A}-b-c',
      used: ['B'],
      missing: ['A'],
      malformed: [],
    })
  })

  test.each(['${', '${}', '${1A}', '${a.b}', '${A:?x}', '${A', '${A-x}'])('%s is malformed', (text) => {
    expect(interpolate(text, { A: 'a' })).toMatchObject({ text, malformed: [text] })
  })
})
