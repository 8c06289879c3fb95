import { describe, expect, it } from 'vitest'
import { DslSyntaxError, DslTooLargeError, NotADslError, parseDsl } from '../src/index.ts'
import type { DslDocument } from '../src/index.ts'
import { readFixture, workflowWith } from './fixtures.ts'

describe('parseDsl', () => {
  it('reads mode, version, name and graph of a chatflow', () => {
    const document = parseDsl(readFixture('support-chatflow.yml'), { workflowId: 'wf_001' })
    expect(document).toMatchObject({
      mode: 'advanced-chat',
      dsl_version: '0.3.0',
      app_name: 'Post desk',
      workflow_id: 'wf_001',
    })
    expect(document.graph?.nodes.map(({ id }) => id)).not.toContain('note')
    expect(document.source).toBe(readFixture('support-chatflow.yml'))
  })

  it('takes a file without a version for 0.1.0', () => {
    expect(parseDsl(readFixture('agent-chat-app.yml')).dsl_version).toBe('0.1.0')
  })

  it('gives chat, agent-chat, completion and agent apps no graph', () => {
    for (const name of ['chat-app.yml', 'agent-chat-app.yml', 'completion-app.yml', 'agent-app.yml']) {
      expect(parseDsl(readFixture(name)).graph).toBeUndefined()
    }
  })

  it('reads an agent app of DSL 0.7.0, which has no prompts that Dify documents', () => {
    expect(parseDsl(readFixture('agent-app.yml'))).toMatchObject({
      mode: 'agent',
      prompts: [],
      findings: [],
      inputs: [],
    })
  })

  it('reads the same from CRLF as from LF, and the same behind a byte order mark', () => {
    const withoutPlaces = (document: DslDocument) => document.prompts.map(({ id, text, line }) => ({ id, text, line }))
    expect(withoutPlaces(parseDsl(readFixture('crlf.yml')))).toEqual(
      withoutPlaces(parseDsl(readFixture('support-chatflow.yml'))),
    )
    expect(parseDsl(readFixture('bom.yml')).prompts).toEqual(parseDsl(readFixture('chat-app.yml')).prompts)
  })

  it('prints as plain JSON', () => {
    const { prompts, findings, inputs } = parseDsl(readFixture('broken-references.yml'))
    expect(JSON.parse(JSON.stringify({ prompts, findings, inputs }))).toEqual({ prompts, findings, inputs })
  })
})

describe('valueAt', () => {
  const document = parseDsl(readFixture('scalar-styles.yml'))

  it('reads as PyYAML does', () => {
    const text = (index: number) => document.valueAt(`/workflow/graph/nodes/0/data/prompt_template/${index}/text`)
    expect([text(10), text(11), text(12)]).toEqual([1000, true, '000568'])
  })

  it('has nothing at pointers that lead nowhere, even to what every object inherits', () => {
    for (const pointer of [
      '/nope',
      '/app/mode/x',
      '/app/constructor',
      '/__proto__',
      'app',
      '/workflow/graph/nodes/9',
    ]) {
      expect(document.valueAt(pointer)).toBeUndefined()
    }
  })

  it('gives the whole file for the empty pointer', () => {
    expect(document.valueAt('')).toMatchObject({ kind: 'app', app: { name: 'Styles' } })
  })
})

describe('files that are no app', () => {
  it.each([
    ['nothing', '', ''],
    ['a scalar', 'just words', ''],
    ['a list', '- 1\n- 2\n', ''],
    ['another YAML file', 'services: {web: {image: nginx}}', '/app'],
    ['a key named __proto__', '__proto__: {app: {mode: workflow}}', '/app'],
    ['an app without a mode', 'app: {name: x}', '/app/mode'],
    ['an unknown mode', 'app: {mode: rag-pipeline}', '/app/mode'],
    ['a number for a version', 'app: {mode: chat}\nversion: 0.1\nmodel_config: {}', '/version'],
    ['a workflow without a graph', 'app: {mode: workflow}\nworkflow: {features: {}}', '/workflow/graph'],
    ['nodes that are no list', 'app: {mode: workflow}\nworkflow: {graph: {nodes: 1}}', '/workflow/graph/nodes'],
    ['a chat app without a model_config', 'app: {mode: chat}', '/model_config'],
  ])('refuses %s and says what is missing', (_name, text, pointer) => {
    expect(() => parseDsl(text)).toThrow(NotADslError)
    expect(() => parseDsl(text)).toThrow(expect.objectContaining({ context: { pointer } }))
  })
})

describe('files with mistakes', () => {
  it.each([
    ['an unclosed bracket', 'app: {mode: workflow\nkind: app\n', 2],
    ['a text that is cut off', 'app:\n  name: "half a na', 2],
    ['a text that is cut off after an escaped quote', 'app:\n  name: "half \\"', 2],
    ['a tab between tokens', 'app:\n\tname: x\n', 2],
    ['a tab in a plain text', 'app:\n  name: a\tb\n', 2],
    ['a NUL', 'app:\n  name: a\0b\n', 2],
    ['a lone surrogate', 'app:\n  name: \uD800\n', 2],
    ['a raw line separator', 'app:\n  name: "a\u2028b"\n', 2],
    ['a second document', 'app: {}\n---\nkind: app\n', 2],
    ['a tag that Dify does not load', 'app:\n  name: !!python/name:os.system\n', 2],
    ['an alias of nothing', 'app:\n  name: *gone\n', 2],
    ['an alias inside its own anchor', 'app:\n  name: &a [*a]\n', 2],
    ['an anchor given twice', 'app:\n  name: [&a 1, &a 2]\n', 2],
    ['a key that is a list', 'app:\n  ? [a]\n  : b\n', 2],
    ['a bare equals sign, on which PyYAML fails', 'app:\n  name: =\n', 2],
    ['a node without an id', 'app: {mode: workflow}\nworkflow: {graph: {nodes: [\n  {data: {type: llm}}]}}', 3],
    [
      'a node id given twice',
      'app: {mode: workflow}\nworkflow: {graph: {nodes: [\n  {id: a, data: {type: llm}},\n  {id: a, data: {type: llm}}]}}',
      4,
    ],
  ])('refuses %s with line, column and the line itself', (_name, text, line) => {
    const attempt = () => parseDsl(text)
    expect(attempt).toThrow(DslSyntaxError)
    const source_line = (text.split('\n')[line - 1] ?? '').trimEnd()
    expect(attempt).toThrow(expect.objectContaining({ context: { line, column: expect.any(Number), source_line } }))
  })
})

describe('files beyond the limits', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]']
    .concat('bcdefghij'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index]},`.repeat(10)}]`))
    .join('\n')

  it.each([
    ['fifty megabytes', 'x'.repeat(50_000_000)],
    ['an alias bomb', bomb],
    ['deep flow collections', `a: ${'['.repeat(1_000_000)}`],
    ['deep lists', '- '.repeat(100_000)],
    ['deep mappings', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    [
      'too many nodes',
      `app: {mode: workflow}\nworkflow: {graph: {nodes: [${Array.from({ length: 5001 }, (_, id) => `{id: n${id}, data: {type: end}}`).join(',')}]}}`,
    ],
  ])('refuses %s', (_name, text) => {
    expect(() => parseDsl(text)).toThrow(DslTooLargeError)
  })

  it('counts bytes, not characters', () => {
    const text = workflowWith('"中文"')
    const bytes = Buffer.byteLength(text)
    expect(parseDsl(text, { maxBytes: bytes }).prompts).toHaveLength(1)
    expect(() => parseDsl(text, { maxBytes: bytes - 1 })).toThrow(DslTooLargeError)
  })

  it('keeps only the first of a million mistakes', () => {
    expect(() => parseDsl(`a: "${String.raw`\q`.repeat(1_000_000)}"`)).toThrow(DslSyntaxError)
    expect(() => parseDsl("- 'a\n".repeat(500_000))).toThrow(DslSyntaxError)
  })
})
