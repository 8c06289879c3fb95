import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkInputs } from '../../src/app/check-inputs.ts'
import { InvalidInputsError } from '../../src/errors.ts'
import { PythonFloat } from '../../src/sandbox/python-float.ts'
import { FileValue } from '../../src/values/file-value.ts'
import type { DifyVersion } from '../../src/values/value.ts'

interface Declared {
  readonly type?: string
  readonly required?: boolean
  readonly options?: readonly string[]
  readonly max_length?: number
  readonly default?: unknown
}

function check(
  value: unknown,
  { type = 'text-input', required = false, options = [], ...rest }: Declared = {},
  dify: DifyVersion = '1.12',
): unknown {
  const declared = [{ variable: 'q', label: 'q', type, required, options, ...rest }]
  try {
    return checkInputs(value === undefined ? {} : { q: value }, { declared, dify })['q']
  } catch (error) {
    if (error instanceof InvalidInputsError) return error.message
    throw error
  }
}

describe('an input', () => {
  it.each<[string, unknown, Declared, unknown]>([
    ['text', 'a', {}, 'a'],
    ['text without NUL', 'a\0b', {}, 'ab'],
    ['absent text', undefined, {}, null],
    ['absent required text', undefined, { required: true }, 'q is required in input form'],
    ['absent required text with a default', undefined, { required: true, default: 'x' }, 'q is required in input form'],
    ['null for a required one', null, { required: true }, 'q is required in input form'],
    ['empty required text', '', { required: true }, ''],
    ['a number for text', 5, {}, "(type 'text-input') q in input form must be a string"],
    ['a number for a paragraph', 5, { type: 'paragraph' }, "(type 'paragraph') q in input form must be a string"],
    ['text as long as may be', 'abc', { max_length: 3 }, 'abc'],
    ['text that is too long', 'abcd', { max_length: 3 }, 'q in input form must be less than 3 characters'],
    ['text counted in characters', '😀😀😀', { max_length: 3 }, '😀😀😀'],
    ['a choice', 'a', { type: 'select', options: ['a', 'b'] }, 'a'],
    [
      'no choice',
      'c',
      { type: 'select', options: ['a', 'b'] },
      "q in input form must be one of the following: ['a', 'b']",
    ],
    ['a number', 5, { type: 'number' }, 5],
    ['a number as text', ' 5 ', { type: 'number' }, 5],
    ['a float as text', '5.0', { type: 'number' }, new PythonFloat(5)],
    ['an empty number', '', { type: 'number' }, null],
    ['no number', 'five', { type: 'number' }, 'q in input form must be a valid number'],
    ['exponents are no number', '1e3', { type: 'number' }, 'q in input form must be a valid number'],
    ['a ticked box', true, { type: 'checkbox' }, true],
    ['a box ticked by a word', ' Yes ', { type: 'checkbox' }, true],
    ['a box ticked by 1', 1, { type: 'checkbox' }, true],
    ['a box cleared by a word', 'off', { type: 'checkbox' }, false],
    ['an object', { a: 1 }, { type: 'json_object' }, { a: 1 }],
    ['no object', [1], { type: 'json_object' }, 'q in input form must be a dict'],
    ['no file', 'a', { type: 'file' }, 'q in input form must be a file'],
    ['an empty file', '', { type: 'file' }, null],
    ['no list of files', {}, { type: 'file-list' }, 'q in input form must be a list of files'],
    ['an empty list of files', [], { type: 'file-list' }, []],
    [
      'too many files',
      [{ url: 'http://x/a' }, { url: 'http://x/b' }],
      { type: 'file-list', max_length: 1 },
      'q in input form must be less than 1 files',
    ],
  ])('%s', (_title, value, declared, result) => {
    expect(check(value, declared)).toEqual(result)
  })

  it('that is absent has its default in 1.12, not in 0.15', () => {
    expect(check(undefined, { default: 'x' })).toBe('x')
    expect(check(null, { default: 'x' })).toBe('x')
    expect(check(undefined, { default: 'x' }, '0.15')).toBeNull()
  })

  it('that nobody declared is dropped', () => {
    expect(checkInputs({ a: 1 }, { declared: [], dify: '1.12' })).toEqual({})
  })

  it('of text comes through as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(check(text)).toBe(text.replaceAll('\0', ''))
      }),
    )
  })
})

describe('a file', () => {
  it('lies on this machine and is read when asked for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'runtime-'))
    try {
      const path = join(folder, 'a.MD')
      await writeFile(path, 'text')
      const file = check({ type: 'document', path }, { type: 'file' })
      expect(file).toBeInstanceOf(FileValue)
      const { facts, read } = file as FileValue
      expect(facts).toMatchObject({ name: 'a.MD', extension: '.md', mime_type: 'text/markdown', size: 4 })
      expect(new TextDecoder().decode(await read?.())).toBe('text')
      expect(check({ path: join(folder, 'b') }, { type: 'file' })).toMatch(/cannot be read/)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('lies on a server and is not read', () => {
    const file = check(
      { transfer_method: 'remote_url', url: 'https://example.org/a%20b.png?x=1' },
      { type: 'file' },
    ) as FileValue
    expect(file.facts).toMatchObject({ type: 'image', name: 'a b.png', extension: '.png', size: -1 })
    expect(file.read).toBeUndefined()
  })

  it('of another run says what to give instead', () => {
    expect(check({ transfer_method: 'local_file', upload_file_id: 'x' }, { type: 'file' })).toMatch(/give it a "path"/)
  })
})
