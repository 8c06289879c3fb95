import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ReplaceError, UnknownPromptError, parseDsl } from '../../src/index.ts'
import { parsePointer } from '../../src/source/json-pointer.ts'
import { readYamlTree } from '../../src/source/yaml-tree.ts'
import { fixtureNames, readFixture, workflowWith } from '../fixtures.ts'
import { friendlyTexts, hostileTexts } from '../hostile-texts.ts'
import { at, yaml11Readers } from '../yaml11-readers.ts'

const pointer = '/workflow/graph/nodes/0/data/prompt_template/0/text'

/** Readers that keep quoted texts inside their block do not load this one. */
const strictFixtures = fixtureNames().filter((name) => name !== 'scalar-styles.yml')

describe.each(Object.entries({ ...hostileTexts, ...friendlyTexts }))('a prompt replaced by %s', (_name, text) => {
  it.each(fixtureNames())('reads back, and leaves every other byte of %s alone', (name) => {
    const document = parseDsl(readFixture(name))
    const tree = readYamlTree(document.source)
    for (const prompt of document.prompts) {
      const result = replaceOrRefusal(document, prompt.id, text)
      if (result === undefined) continue
      const scalar = tree.scalarAt(parsePointer(prompt.pointer) ?? [])
      expect(result.startsWith(document.source.slice(0, scalar?.start))).toBe(true)
      expect(result.endsWith(document.source.slice(scalar?.end))).toBe(true)
      expect(parseDsl(result).valueAt(prompt.pointer)).toBe(text)
    }
  })

  it.each(strictFixtures)('reads back in other YAML 1.1 readers, in %s', (name) => {
    const document = parseDsl(readFixture(name))
    const free = name === 'anchors.yml' ? document.prompts.slice(0, 3) : document.prompts
    const result = document.replacePrompts(Object.fromEntries(free.map(({ id }) => [id, text])))
    for (const read of Object.values(yaml11Readers)) {
      const value = read(result)
      for (const prompt of free) expect(at(value, prompt.pointer)).toBe(text)
    }
  })
})

/** Texts that share an anchor cannot change alone. */
function replaceOrRefusal(document: ReturnType<typeof parseDsl>, id: string, text: string): string | undefined {
  try {
    return document.replacePrompts({ [id]: text })
  } catch (error) {
    if (error instanceof ReplaceError && document.source.includes('&')) return undefined
    throw error
  }
}

describe('replacePrompts', () => {
  it('gives the source itself when there is nothing to replace', () => {
    const document = parseDsl(readFixture('crlf.yml'))
    expect(document.replacePrompts({})).toBe(document.source)
  })

  it('takes ids and pointers', () => {
    const document = parseDsl(workflowWith('old'))
    expect(document.replacePrompts({ [pointer]: 'new' })).toBe(document.replacePrompts({ workflow_llm_user: 'new' }))
  })

  it('refuses keys that name no prompt, and says which there are', () => {
    const replace = () => parseDsl(workflowWith('old')).replacePrompts({ workflow_llm_system: 'new' })
    expect(replace).toThrow(UnknownPromptError)
    expect(replace).toThrow(/workflow_llm_user/)
  })

  it('refuses two texts for one prompt', () => {
    const replace = () => parseDsl(workflowWith('old')).replacePrompts({ [pointer]: 'a', workflow_llm_user: 'b' })
    expect(replace).toThrow(ReplaceError)
  })

  it('reads back any text in any style', () => {
    const styles = [
      'plain',
      "'single'",
      '"double"',
      '|\n            literal',
      '|-\n            literal\n',
      '>+\n            folded\n\n',
    ]
    const line = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', ' ', '  x', 'x ', '\t', '# c', 'a: b', '- a', "it's"),
    )
    const text = fc
      .tuple(fc.array(line, { maxLength: 5 }), fc.constantFrom('\n', '\n\n', '\r\n', ' '))
      .map(([lines, separator]) => lines.join(separator))
    const written = fc.constantFrom(...styles)
    fc.assert(
      fc.property(written, text, fc.boolean(), (style, replacement, isCrlf) => {
        const source = isCrlf ? workflowWith(style).replaceAll('\n', '\r\n') : workflowWith(style)
        const result = parseDsl(source).replacePrompts({ [pointer]: replacement })
        expect(parseDsl(result).valueAt(pointer)).toBe(replacement)
        for (const read of Object.values(yaml11Readers)) expect(at(read(result), pointer)).toBe(replacement)
      }),
      { numRuns: 1500 },
    )
  })

  it('undoes itself', () => {
    for (const name of fixtureNames().filter((fixture) => fixture !== 'anchors.yml')) {
      const document = parseDsl(readFixture(name))
      const changed = parseDsl(
        document.replacePrompts(Object.fromEntries(document.prompts.map(({ id }) => [id, 'changed']))),
      )
      const restored = changed.replacePrompts(Object.fromEntries(document.prompts.map(({ id, text }) => [id, text])))
      expect(parseDsl(restored).prompts.map(({ id, text }) => [id, text])).toEqual(
        document.prompts.map(({ id, text }) => [id, text]),
      )
    }
  })
})

describe('the style of a scalar', () => {
  const written = (old: string, text: string) => {
    const [before = '', after = ''] = workflowWith('OLD').split('OLD')
    const result = parseDsl(workflowWith(old)).replacePrompts({ [pointer]: text })
    expect(result.startsWith(before) && result.endsWith(after.slice(1))).toBe(true)
    return result.slice(before.length, result.length - after.length)
  }

  it.each([
    ['plain words', 'Other words.', 'Other words.'],
    ['plain words', 'With: colon', "'With: colon'"],
    ['plain words', 'yes', "'yes'"],
    ['plain words', '12', "'12'"],
    ['plain words', '', "''"],
    ['plain words', 'tab\there', String.raw`"tab\there"`],
    ["'single'", "it's", "'it''s'"],
    ["'single'", 'two\n\nlines\n', "'two\n\n\n            lines\n\n            '"],
    ["'single'", 'blank \nbefore the break', String.raw`"blank \nbefore the break"`],
    ['"double"', 'say "hi"\n', String.raw`"say \"hi\"\n"`],
    ['"double"', '\u0085\u2028\uFEFF\u007F\uD800🤖', String.raw`"\u0085\u2028\ufeff\u007f\ud800🤖"`],
    ['|\n            old', 'new\n\n  text\n', '|\n            new\n\n              text'],
    ['|-  # why\n              old', 'new', '|-  # why\n              new'],
    ['|\n            old', ' leading', '" leading"'],
    ['>\n            old', 'one\ntwo\n\n', '|+\n            one\n            two\n'],
    ['|  # why\n            old', '\n', String.raw`"\n"  # why`],
    ['&name old', 'new', '&name new'],
    ['!!str old', 'new', '!!str new'],
  ])('%j takes %j as %j', (old, text, expected) => {
    expect(written(old, text)).toBe(expected)
  })

  it('keeps the line ends of the file inside blocks and folded quotes', () => {
    const source = workflowWith("'single'").replaceAll('\n', '\r\n')
    const result = parseDsl(source).replacePrompts({ [pointer]: 'a\nb' })
    expect(result).toContain("'a\r\n\r\n            b'\r\n")
    expect(result.replaceAll('\r\n', '')).not.toContain('\n')
  })

  it('quotes in flow collections what would end them', () => {
    const document = parseDsl(readFixture('flow.yml'))
    const result = document.replacePrompts({ workflow_l_user: 'a, b', workflow_l_user_2: 'two\nlines' })
    expect(result).toContain("text: 'a, b'}")
    expect(result).toContain(String.raw`text: "two\nlines"}`)
  })
})

describe('anchors and aliases', () => {
  const document = parseDsl(readFixture('anchors.yml'))

  it('replaces an alias by a text of its own; the anchor keeps its', () => {
    const result = parseDsl(document.replacePrompts({ workflow_second_system: 'Mine.' }))
    expect(result.valueAt('/x-shared/rules')).toBe('Answer in one sentence.')
    expect(result.prompts.map(({ text }) => text).slice(0, 3)).toEqual([
      'Answer in one sentence.',
      'Only this place reads the anchor.',
      'Mine.',
    ])
  })

  it('keeps an anchor that nobody else reads', () => {
    expect(document.replacePrompts({ workflow_first_user: 'New words.' })).toContain('text: &own New words.')
  })

  it('refuses to change a text that another place shares, and names the place', () => {
    expect(() => document.replacePrompts({ workflow_second_user: 'x' })).toThrow(ReplaceError)
    expect(() => document.replacePrompts({ workflow_second_user: 'x' })).toThrow('/x-shared/message/text')
    expect(() => document.replacePrompts({ workflow_third_user: 'x' })).toThrow('/workflow/graph/nodes/3')
    expect(() => document.replacePrompts({ workflow_third_user: 'x', workflow_fourth_user: 'y' })).toThrow(ReplaceError)
  })

  it('changes a shared text for all its readers when each is given the same', () => {
    const result = document.replacePrompts({ workflow_third_user: 'x y', workflow_fourth_user: 'x y' })
    expect(
      parseDsl(result)
        .prompts.map(({ text }) => text)
        .slice(4),
    ).toEqual(['x y', 'x y'])
  })
})
