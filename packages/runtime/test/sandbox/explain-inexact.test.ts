import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { SandboxTimeoutError, TemplateNotExactError } from '../../src/sandbox/errors.ts'
import { explainInexact } from '../../src/sandbox/explain-inexact.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { PythonFloat } from '../../src/sandbox/python-float.ts'
import type { SandboxValue } from '../../src/sandbox/sandbox.ts'

const inputs = {
  text: 'a b',
  number: 7,
  list: ['x', 'y'],
  vacant: [] as string[],
  rows: [
    { name: 'n1', tags: ['t'], only: 'here' },
    { name: 'n2', tags: [] },
  ],
  object: { name: 'deep', inner: { name: 'deeper' }, keys: 'taken' },
  float: new PythonFloat(1),
  nothing: null,
  truth: true,
  mixed: ['a', 1.5],
}

const exact = openSandbox({ processes: 1 })
const light = openSandbox({ processes: 1, usePyodide: false, timeoutMs: 5_000 })
afterAll(async () => {
  await exact[Symbol.asyncDispose]()
  await light[Symbol.asyncDispose]()
})

describe('explainInexact', () => {
  test.each([
    'plain text, {curly} and 100 % of it\r\n\n',
    '{{ text }}{{number}}',
    '{{ "a\\n\\tb" }}{{ \'c\' }}',
    '{{ text + "\\n" + text }}',
    '{{ list | join(", ") }}{{ list|join }}{{ rows|length }}{{ text|length }}',
    '{# a comment #}{{ object.inner.name }}',
    '{% for item in list %}{{ loop.index }}:{{ item }}\n{% endfor %}',
    '{% for row in rows %}{{ row.name }}{% for tag in row.tags %}[{{ tag }}]{% endfor %}{% else %}none{% endfor %}',
    '{% for item in vacant %}{{ item }}{% else %}nothing{% endfor %}',
    '{% if text %}yes{% elif number %}no{% else %}never{% endif %}',
    '{% if not vacant %}empty{% endif %}{% if nothing %}x{% endif %}{% if truth %}y{% endif %}',
    '{% if text == "a b" %}same{% endif %}{% if text != "c" %}other{% endif %}',
    '{% if list %}\n  indented\n{% endif %}\n',
  ])('lets pass what both engines print alike: %j', async (template) => {
    expect(explainInexact(template, inputs)).toBeUndefined()
    expect(await light.renderJinja(template, inputs)).toBe(await exact.renderJinja(template, inputs))
  })

  test.each([
    ['a float', '{{ float }}'],
    ['null', '{{ nothing }}'],
    ['a boolean', '{{ truth }}'],
    ['a list', '{{ list }}'],
    ['an object', '{{ object }}'],
    ['items of several types', '{% for item in mixed %}{{ item }}{% endfor %}'],
    ['a member that not all items have', '{% for row in rows %}{{ row.only }}{% endfor %}'],
    ['a name that is no input', '{{ other }}'],
    ['a member that is not there', '{{ object.other }}'],
    ['a member that is a method in Python', '{{ object.keys }}'],
    ['a call', '{{ text.upper() }}'],
    ['a filter', '{{ text|upper }}'],
    ['a filter with more arguments', '{{ list|join(", ", attribute="x") }}'],
    ['arithmetic', '{{ number + 1 }}'],
    ['a sum of numbers', '{{ number + number }}'],
    ['a key in brackets', '{{ object["name"] }}'],
    ['a comparison of numbers', '{% if number > 3 %}{% endif %}'],
    ['whitespace control', '{%- if text %}x{% endif -%}'],
    ['a loop over an object', '{% for key in object %}{{ key }}{% endfor %}'],
    ['two loop variables', '{% for a, b in rows %}{% endfor %}'],
    ['a variable that is set', '{% set x = 1 %}'],
    ['a macro', '{% macro m() %}{% endmacro %}'],
    ['a raw block', '{% raw %}{{ text }}{% endraw %}'],
    ['an include', '{% include "x" %}'],
    ['a block without its end', '{% if text %}'],
    ['a tag without its end', '{{ text'],
    ['a reference of Dify', '{{#node.text#}}'],
    ['an escape that engines read differently', '{{ "\\x41" }}'],
    ['the loop outside of a loop', '{{ loop.index }}'],
    ['a loop variable after its loop', '{% for item in list %}{% endfor %}{{ item }}'],
    ['half of a surrogate pair', '{{ text }}\ud800'],
  ])('does not let pass %s', async (_name, template) => {
    expect(explainInexact(template, inputs)).toBeTypeOf('string')
    await expect(light.renderJinja(template, inputs)).rejects.toThrow(TemplateNotExactError)
  })

  test('whatever passes is printed alike by both engines', async () => {
    const name = fc.constantFrom(...Object.keys(inputs), 'item', 'loop', 'other')
    const path = fc
      .tuple(name, fc.constantFrom('', '', '', '.name', '.tags', '.inner.name', '.index'))
      .map((parts) => parts.join(''))
    const literal = fc.constantFrom('"l"', "'a b'", '"\\n"', '""', '"<ä>"')
    const print = fc.tuple(
      fc.oneof(path, literal),
      fc.constantFrom('', '', '|join', '|join(",")', '|length', ' + "x"', ' + text', ' ~ text'),
    )
    const text = fc.oneof(fc.constantFrom('\n', '\r\n', ' ', '{', '}', '%', '"', 'ü'), fc.string({ maxLength: 4 }))
    const { template } = fc.letrec<{ template: string; part: string }>((tie) => ({
      template: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
      part: fc.oneof(
        { maxDepth: 3 },
        print.map(([head, tail]) => `{{ ${head}${tail} }}`),
        text,
        fc.tuple(path, tie('template')).map(([over, body]) => `{% for item in ${over} %}${body}{% endfor %}`),
        fc
          .tuple(path, fc.constantFrom('', ' == "a b"', ' != "x"'), tie('template'), tie('template'))
          .map(
            ([tested, comparison, then, otherwise]) =>
              `{% if ${tested}${comparison} %}${then}{% else %}${otherwise}{% endif %}`,
          ),
      ),
    }))
    let passed = 0
    await fc.assert(
      fc.asyncProperty(template, async (candidate) => {
        if (explainInexact(candidate, inputs) !== undefined) return
        passed += 1
        expect(await light.renderJinja(candidate, inputs)).toBe(await exact.renderJinja(candidate, inputs))
      }),
      { numRuns: 600 },
    )
    expect(passed).toBeGreaterThan(50)
  })

  test('any text of an input is printed alike', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.maxSafeInteger(), async (text, number) => {
        const values: Record<string, SandboxValue> = { text, number, list: [text, text] }
        const template = '{{ text }}|{{ number }}|{{ list|join(text_) }}|{{ text|length }}'.replace('text_', '","')
        if (explainInexact(template, values) !== undefined) return
        expect(await light.renderJinja(template, values)).toBe(await exact.renderJinja(template, values))
      }),
      { numRuns: 60 },
    )
  })

  test('nested loops over large lists are stopped in time', async () => {
    const large = { list: Array.from({ length: 3_000 }, () => 'x') }
    const loop = (body: string): string => `{% for item in list %}${body}{% endfor %}`
    await expect(light.renderJinja(loop(loop(loop('x'))), large, { timeoutMs: 500 })).rejects.toThrow(
      SandboxTimeoutError,
    )
  })
})
