import { afterAll, describe, expect, test } from 'vitest'
import { SandboxCodeError, SandboxMemoryError, SandboxTimeoutError } from '../../src/sandbox/errors.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { PythonFloat } from '../../src/sandbox/python-float.ts'
import type { SandboxValue } from '../../src/sandbox/sandbox.ts'

const sandbox = openSandbox({ memoryMb: 128, processes: 1 })
afterAll(async () => sandbox[Symbol.asyncDispose]())

describe('Jinja2 in the sandbox', () => {
  test.each<[string, string, Readonly<Record<string, SandboxValue>>, string]>([
    [
      'values as Python prints them',
      '{{ a }} {{ b }} {{ c }} {{ d }}',
      { a: null, b: true, c: new PythonFloat(1), d: 1e30 },
      'None True 1.0 1e+30',
    ],
    [
      'lists and objects as Python prints them',
      '{{ x }}',
      { x: [{ b: 'ä', a: null }, 2.5] },
      "[{'b': 'ä', 'a': None}, 2.5]",
    ],
    ['nothing for what is undefined', '[{{ nothing }}]', {}, '[]'],
    ['no newline at the end', 'a\n\n', {}, 'a\n'],
    ['every newline as one', 'a\r\nb\rc', {}, 'a\nb\nc'],
    ['lines of blocks as they are', '{% if true %}\n  a\n{% endif %}\nb', {}, '\n  a\n\nb'],
    [
      'loops with their counters',
      '{% for k, v in x.items() %}{{ loop.index }}{{ k }}={{ v }};{% endfor %}',
      { x: { b: 1, a: 2 } },
      '1b=1;2a=2;',
    ],
    ['formats', "{{ '%05.1f|%s' % (x, y) }} {{ '{:>4}'.format(y) }}", { x: 2.25, y: 'z' }, '002.2|z    z'],
    ['characters as Python counts them', '{{ x|length }} {{ x[0] }}', { x: '😀b' }, '2 😀'],
    ['JSON with its escapes', '{{ x|tojson }}', { x: { a: '<&>' } }, '{"a": "\\u003c\\u0026\\u003e"}'],
    ['unescaped text', '{{ x }}', { x: '<b>&"' }, '<b>&"'],
    [
      'macros, sets and namespaces',
      '{% set n = namespace(i=0) %}{% for x in [1,2] %}{% set n.i = n.i + x %}{% endfor %}{{ n.i }}',
      {},
      '3',
    ],
    ['lists that are changed', '{% set _ = x.append(3) %}{{ x }}', { x: [1] }, '[1, 3]'],
    [
      'more steps than the sandbox of Jinja2 counts',
      '{% for i in range(100001) %}{% if loop.last %}{{ i }}{% endif %}{% endfor %}',
      {},
      '100000',
    ],
  ])('prints %s', async (_name, template, inputs, text) => {
    expect(await sandbox.renderJinja(template, inputs)).toBe(text)
  })

  test.each([
    ['an attribute of what is undefined', '{{ nothing.x }}', /UndefinedError: 'nothing' is undefined/],
    ['a reference of Dify', '{{#node.text#}}', /TemplateSyntaxError: unexpected char '#'/],
    [
      'a filter that does not exist',
      '{{ x|shout }}',
      /TemplateAssertionError|TemplateRuntimeError|No filter named 'shout'/,
    ],
    ['a file to include', '{% include "/etc/passwd" %}', /no loader for this environment/],
  ])('%s is an error', async (_name, template, message) => {
    const rendered = sandbox.renderJinja(template, { x: 'a' })
    await expect(rendered).rejects.toThrow(SandboxCodeError)
    await expect(rendered).rejects.toThrow(message)
  })

  test.each([
    ['__class__', '{{ "".__class__.__mro__[1].__subclasses__() }}'],
    ['__class__ by key', '{{ ""["__class__"] }}'],
    ['__class__ by filter', '{{ ""|attr("__class__") }}'],
    ['__class__ by format', '{{ "{0.__class__}".format(x) }}'],
    ['__class__ by map', '{{ [""]|map(attribute="__class__")|list }}'],
    ['__globals__', '{{ cycler.__init__.__globals__ }}'],
    ['__builtins__', '{{ lipsum.__globals__["os"] }}'],
    ['the frame of a macro', '{% macro m() %}{% endmacro %}{{ m._func.__code__ }}'],
  ])('a template that reaches for %s is an error, never a shorter text', async (_name, template) => {
    const rendered = sandbox.renderJinja(template, { x: 'a' })
    await expect(rendered).rejects.toThrow(/SecurityError|UndefinedError/)
  })

  test.each(['import js', 'open', 'exec', '__import__'])('a template finds no %s', async (name) => {
    expect(await sandbox.renderJinja(`{{ ${name.split(' ').at(-1)} is defined }}`, {})).toBe('False')
  })

  test('an endless loop is stopped', async () => {
    const template = '{% for a in range(10**9) %}{% for b in range(10**9) %}{% endfor %}{% endfor %}'
    await expect(sandbox.renderJinja(template, {}, { timeoutMs: 300 })).rejects.toThrow(SandboxTimeoutError)
  })

  test('a text of 8 GB is an error', async () => {
    await expect(sandbox.renderJinja('{{ ("x" * 10**9) }}', {})).rejects.toThrow(SandboxMemoryError)
  })

  test('a template prints the same and fails the same however often it is rendered', async () => {
    const template = '{% macro m(y) %}<{{ y }}>{% endmacro %}\n{{ m(x) }}{{ x.z }}'
    for (let round = 0; round < 5; round += 1) {
      expect(await sandbox.renderJinja(template, { x: { z: round } })).toBe(`\n<{'z': ${round}}>${round}`)
      await expect(sandbox.renderJinja(template, { x: null, y: 1 })).resolves.toBe('\n<None>')
    }
  })

  test('a template that fails after it has rendered still tells the line', async () => {
    const template = 'a\n{{ x.y.z }}'
    for (let round = 0; round < 4; round += 1) {
      expect(await sandbox.renderJinja(template, { x: { y: {} } })).toBe('a\n')
    }
    await expect(sandbox.renderJinja(template, { x: {} })).rejects.toThrow(/line 2, in top-level/)
  })

  test('no template sees what another one did', async () => {
    await sandbox.renderJinja('{% set _ = x.update({"left": "behind"}) %}{% set y = 1 %}', { x: {} })
    expect(await sandbox.renderJinja('{{ x }}{{ y }}', { x: {} })).toBe('{}')
  })
})
