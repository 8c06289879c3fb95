import { describe, expect, it } from 'vitest'
import { RecordingMissingError, RemoteFileError } from '../../src/errors.ts'
import { FileValue } from '../../src/values/file-value.ts'
import { end, start } from '../support/make-app.ts'
import type { AppParts } from '../support/make-app.ts'
import { runApp } from '../support/run-app.ts'
import type { RuntimeOptions } from '../../src/create-runtime.ts'

function parts(type: 'file' | 'file-list' | 'paragraph'): AppParts {
  return {
    nodes: {
      start: start(`f=${type}`),
      node: { type: 'document-extractor', variable_selector: ['start', 'f'] },
      end: end({ text: 'node.text' }),
    },
    edges: ['start>node', 'node>end'],
  }
}

async function extract(name: string, content: string, options: RuntimeOptions = {}): Promise<unknown> {
  const { trace, outputs } = await runApp(parts('file'), {
    ...options,
    inputs: { f: { type: 'document', name, content } },
  })
  return trace.error ?? outputs?.['text']
}

describe('the text of a file', () => {
  it.each([
    ['a.txt', 'plain\r\ntext', 'plain\r\ntext'],
    ['a.md', '# title', '# title'],
    ['a.html', '<p>x</p>', '<p>x</p>'],
    ['a.xml', '<a/>', '<a/>'],
    ['a.json', '{"b":[1,2.0,"é"],"a":{}}', '{\n  "b": [\n    1,\n    2.0,\n    "é"\n  ],\n  "a": {}\n}'],
    ['a.csv', 'h,i\n1,"a, ""b"""\n', '| h | i |\n| - | - |\n| 1 | a, "b" |\n'],
    ['a.csv', 'h\n"two\nlines"\n', '| h |\n| - |\n| two lines |\n'],
    ['a.csv', 'ab,"c\n"\n\n1\n', '| ab | c  |\n| -- | -- |\n|  |\n| 1 |\n'],
    ['a.csv', '', ''],
    ['a.py', 'x = 1', 'x = 1'],
    ['a.txt', '\uFEFFmarked', 'marked'],
    ['a.zip', 'PK', 'Unsupported Extension Type: .zip'],
    ['noextension', 'x', 'Unsupported MIME type: application/octet-stream'],
  ])('%s: %j is %j', async (name, content, text) => {
    expect(await extract(name, content)).toBe(text)
  })

  it('keeps line breaks in cells in 0.15', async () => {
    expect(await extract('a.csv', 'h\n"two\nlines"\n', { dify: '0.15' })).toBe('| h |\n| --- |\n| two\nlines |')
  })

  it('of source code and with a mark at its beginning is another in 0.15', async () => {
    expect(await extract('a.py', 'x', { dify: '0.15' })).toBe('Unsupported Extension Type: .py')
    expect(await extract('a.txt', '\uFEFFmarked', { dify: '0.15' })).toBe('\uFEFFmarked')
  })

  it('in an encoding that Dify would guess comes from a recording', async () => {
    const facts = {
      type: 'document',
      transfer_method: 'local_file',
      name: 'a.txt',
      extension: '.txt',
      mime_type: 'text/plain',
      size: 1,
    } as const
    const f = new FileValue(facts, async () => new Uint8Array([0xe9]))
    const { obstacle } = await runApp(parts('file'), { inputs: { f } })
    expect(obstacle).toBeInstanceOf(RecordingMissingError)
  })

  it('is refused when the content is not what the name says', async () => {
    expect(await extract('a.json', '{')).toMatch(/^Failed to decode or parse JSON file/)
  })

  it('of a list is a list', async () => {
    const f = [
      { name: 'a.txt', content: 'A' },
      { name: 'b.txt', content: 'B' },
    ]
    expect((await runApp(parts('file-list'), { inputs: { f } })).outputs).toEqual({ text: ['A', 'B'] })
  })

  it('in another format comes from a recording', async () => {
    const f = { name: 'a.pdf', content: '%PDF' }
    const missing = await runApp(parts('file'), { inputs: { f } })
    expect(missing.obstacle).toBeInstanceOf(RecordingMissingError)
    expect(missing.trace.error).toContain('cannot read .pdf files here')
    const recordings = { format: 1 as const, recordings: [{ node_id: 'node', outputs: { text: 'from Dify' } }] }
    expect((await runApp(parts('file'), { inputs: { f }, recordings })).outputs).toEqual({ text: 'from Dify' })
  })

  it('on a server is not fetched when requests are switched off', async () => {
    const inputs = { f: { url: 'https://example.org/a.txt' } }
    const { obstacle } = await runApp(parts('file'), { inputs, http: { offline: true } })
    expect(obstacle).toBeInstanceOf(RemoteFileError)
  })

  it('needs a file', async () => {
    expect((await runApp(parts('paragraph'), { inputs: { f: 'x' } })).trace.error).toMatch(/is not an ArrayFileSegment/)
    expect((await runApp(parts('file'), {})).trace.error).toBe('Unsupported variable type: none')
  })
})
