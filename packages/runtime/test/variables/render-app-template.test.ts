import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderAppTemplate } from '../../src/variables/render-app-template.ts'

describe('templates of apps without a graph', () => {
  it.each([
    ['known names', '{{a}} {{#query#}}', 'A Q'],
    ['unknown names, which lose a pair of braces', '{{z}} {{#context#}}', '{z} {#context#}'],
    ['what is no name', '{{ a }} {{1a}} {{#n.a#}}', '{{ a }} {{1a}} {{#n.a#}}'],
    ['placeholders in values, which lose a pair of braces', '{{b}}', '{a}'],
    ['control sequences of models, which go', 'x<|im_end|>y', 'xy'],
  ])('fill in %s', (_what, template, text) => {
    expect(renderAppTemplate(template, { a: 'A', b: '{{a}}', '#query#': 'Q' })).toBe(text)
  })

  it('take references to nodes for unknown names where they are asked to', () => {
    expect(renderAppTemplate('{{#n.a#}}', {}, { withNodeVariables: true })).toBe('{#n.a#}')
  })

  it('never expand what a value holds', () => {
    fc.assert(
      fc.property(fc.constantFrom('{{a}}', '{{b}}', '{{#query#}}', 'x{{a}}{{b}}'), (a) => {
        expect(renderAppTemplate('{{a}}', { a, b: 'SECRET' })).not.toContain('SECRET')
      }),
    )
  })
})
