import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { protectedSpans } from '../../src/text/protected-spans.ts'

const spansOf = (text: string, syntax: Parameters<typeof protectedSpans>[1] = 'workflow') =>
  protectedSpans(text, syntax).map(({ kind, start, end }) => [kind, text.slice(start, end)])

describe('protectedSpans', () => {
  it.each([
    ['workflow', 'a {{#llm.text#}} b', '{{#llm.text#}}'],
    ['workflow', 'a {{#context#}} b', '{{#context#}}'],
    ['app', 'a {{name}} b', '{{name}}'],
    ['none', 'a {{name}} b', '{{name}}'],
    ['jinja2', 'a {{ item["x"] | upper }} b', '{{ item["x"] | upper }}'],
    ['workflow', 'a #histories# b', '#histories#'],
  ] as const)('protects a variable in %s text: %s', (syntax, text, variable) => {
    expect(spansOf(text, syntax)).toEqual([['variable', variable]])
  })

  it('protects Jinja2 tags, comments over several lines, and whole raw blocks', () => {
    expect(spansOf('{% if x %}a{% endif %}{# one\ntwo #}{% raw %}{{ y }}{% endraw %}', 'jinja2')).toEqual([
      ['jinja', '{% if x %}'],
      ['jinja', '{% endif %}'],
      ['jinja', '{# one\ntwo #}'],
      ['jinja', '{% raw %}{{ y }}{% endraw %}'],
    ])
  })

  it('takes a brace left open on its line for plain text, except in Jinja2', () => {
    expect(spansOf('a {{ b\nc')).toEqual([])
    expect(spansOf('a {{ b\n}} c', 'jinja2')).toEqual([['variable', '{{ b\n}}']])
  })

  it('protects fences with what they hold, and an unclosed one to the end', () => {
    expect(spansOf('x\n```json\n{"a": "{{#b.c#}}"}\n```\ny\n~~~\nz')).toEqual([
      ['code', '```json\n{"a": "{{#b.c#}}"}\n```'],
      ['code', '~~~\nz'],
    ])
  })

  it('does not close a fence with a shorter or another mark', () => {
    expect(spansOf('````\n```\n~~~\n````\nx')).toEqual([['code', '````\n```\n~~~\n````']])
  })

  it('protects inline code', () => {
    expect(spansOf('use `a b` and ``c ` d``, not this')).toEqual([
      ['code', '`a b`'],
      ['code', '``c ` d``'],
    ])
  })

  it.each(['“是”', '「はい」', '『本』', '《论语》', '"yes"', "'yes'", '‘yes’', '«oui»'])(
    'protects the quotation %s',
    (quotation) => {
      expect(spansOf(`请回答 ${quotation} 即可`)).toEqual([['quote', quotation]])
    },
  )

  it('takes apostrophes and inches for no quotation', () => {
    expect(spansOf(`Don't use the users' data on a 6" screen.`)).toEqual([])
  })

  it.each([
    [
      'a heading',
      '## Examples\nhi → hello\n\nbye → goodbye\n\n## Rules\nx',
      '## Examples\nhi → hello\n\nbye → goodbye',
    ],
    [
      'a label',
      '示例：\n输入：你好\n输出：您好\n\n输入：再见\n输出：慢走\n\n要求：\nx',
      '示例：\n输入：你好\n输出：您好\n\n输入：再见\n输出：慢走',
    ],
    ['a Japanese label', '出力例：\nはい、そうです\n\n## 条件\nx', '出力例：\nはい、そうです'],
    ['an element', 'x\n<example>\nhi\n</example>\ny', '<example>\nhi\n</example>'],
    ['a label on the same line', 'Example: hi → hello\n\nGo on.', 'Example: hi → hello'],
    ['a cue inside a sentence', 'Use a fruit, such as apple or pear. Go on.', 'such as apple or pear'],
    ['a Chinese cue', '写一种水果，例如苹果、梨。继续。', '例如苹果、梨'],
  ])('protects the example after %s', (_, text, example) => {
    expect(spansOf(text)).toContainEqual(['example', example])
    expect(spansOf(text).filter(([kind]) => kind === 'example')).toHaveLength(1)
  })

  it('ends an example where a variable is read', () => {
    expect(spansOf('Examples:\nhi → hello\n\nNow answer {{#sys.query#}}')).toEqual([
      ['example', 'Examples:\nhi → hello'],
      ['variable', '{{#sys.query#}}'],
    ])
  })

  it('ends an example in a code block with the block', () => {
    expect(spansOf('Example:\n```\nhi\n```\n\nNow go on.')).toEqual([['example', 'Example:\n```\nhi\n```']])
  })

  it('takes two input/output pairs for examples, one for a description, and slots for neither', () => {
    expect(spansOf('Input: hi\nOutput: hello\nInput: bye\nOutput: goodbye').map(([kind]) => kind)).toEqual([
      'example',
      'example',
    ])
    expect(spansOf('输入：用户的问题\n输出：一个词')).toEqual([])
    expect(spansOf('Input: {{#a.b#}}\nOutput:')).toEqual([['variable', '{{#a.b#}}']])
  })

  it('protects data, slots, tags and links', () => {
    expect(spansOf('{"a": [1, {"b": 2}]} and {name} in <data id="1"> at https://a.example/b?c=1).')).toEqual([
      ['data', '{"a": [1, {"b": 2}]}'],
      ['data', '{name}'],
      ['tag', '<data id="1">'],
      ['url', 'https://a.example/b?c=1'],
    ])
  })

  it('takes comparisons and bracketed words for plain text', () => {
    expect(spansOf('if a < b and c > d, use [optional] {choices | more}')).toEqual([])
  })

  it('lets the outer span win', () => {
    expect(spansOf('say "{{#a.b#}} `c`"')).toEqual([['quote', '"{{#a.b#}} `c`"']])
  })

  it('is sorted, free of overlaps and in bounds, whatever the text', () => {
    const signs = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      '{#',
      '#}',
      '`',
      '```',
      '\n',
      '"',
      "'",
      '“',
      '”',
      '<a',
      '>',
      '[',
      ']',
      '例：',
      'a ',
      '{',
      '}',
    )
    fc.assert(
      fc.property(
        fc.array(signs, { maxLength: 40 }),
        fc.constantFrom('workflow' as const, 'jinja2' as const),
        (parts, syntax) => {
          const text = parts.join('')
          let position = 0
          for (const { start, end } of protectedSpans(text, syntax)) {
            expect(start).toBeGreaterThanOrEqual(position)
            expect(end).toBeGreaterThan(start)
            position = end
          }
          expect(position).toBeLessThanOrEqual(text.length)
        },
      ),
      { numRuns: 500 },
    )
  })
})
