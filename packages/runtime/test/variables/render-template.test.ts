import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NodeError } from '../../src/errors.ts'
import { renderPrompt, renderTemplate } from '../../src/variables/render-template.ts'
import { VariablePool } from '../../src/variables/variable-pool.ts'

const variables = new VariablePool()
variables.setAll('n1', { text: 'T', empty: null, deep: { a: { b: 'B', none: null } }, again: '{{#n1.text#}}' })
variables.set(['sys', 'query'], 'Q')
const options = { variables, dify: '1.12' } as const
const long = 'x'.repeat(31)

describe('a reference', () => {
  it.each([
    ['a known variable is its text', '<{{#n1.text#}}>', '<T>'],
    ['a variable that holds nothing is empty', '<{{#n1.empty#}}>', '<>'],
    ['further names go into objects', '{{#n1.deep.a.b#}}', 'B'],
    ['a key that holds nothing is empty', '<{{#n1.deep.a.none#}}>', '<>'],
    ['a key that is not there makes the whole unknown', '{{#n1.deep.a.c#}}', 'n1.deep.a.c'],
    ['an unknown variable loses braces and hashes', 'x {{#nope.x#}} y', 'x nope.x y'],
    ['system variables are variables', '{{#sys.query#}}', 'Q'],
    ['values are not expanded again', '{{#n1.again#}}', '{{#n1.text#}}'],
    ['spaces keep it literal', '{{# n1.text #}}', '{{# n1.text #}}'],
    ['one name keeps it literal', '{{#context#}}', '{{#context#}}'],
    ['hyphens in the id keep it literal', '{{#a-b.text#}}', '{{#a-b.text#}}'],
    ['names of more than 30 characters keep it literal', `{{#n1.${long}#}}`, `{{#n1.${long}#}}`],
    ['names beyond ASCII keep it literal', '{{#n1.größe#}}', '{{#n1.größe#}}'],
    ['names that begin with a digit keep it literal', '{{#n1.1a#}}', '{{#n1.1a#}}'],
    ['single braces stay', '{{{#n1.text#}}}', '{T}'],
    ['a template that is a path is expanded without braces', 'n1.text', 'T'],
    ['a literal between references that is a path is expanded too', '{{#n1.text#}}n1.text{{#n1.text#}}', 'TTT'],
    ['a path inside longer text stays', 'see n1.text', 'see n1.text'],
  ])('%s', (_title, template, text) => {
    expect(renderTemplate(template, options)).toBe(text)
  })
})

describe('a prompt', () => {
  it('fails on an unknown variable and names it', () => {
    expect(() => renderPrompt('{{#n1.text#}} {{#nope.x#}}', options)).toThrow('Variable #nope.x# not found')
    expect(() => renderPrompt('{{#nope.x#}}', options)).toThrow(NodeError)
  })

  it('takes a variable that holds nothing', () => {
    expect(renderPrompt('<{{#n1.empty#}}>', options)).toBe('<>')
  })
})

it('text without dots and braces never changes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!text.includes('.'))
      expect(renderTemplate(text, options)).toBe(text)
    }),
  )
})
