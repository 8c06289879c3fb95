import { describe, expect, it } from 'vitest'
import type { NodeData } from '../support/make-app.ts'
import { runNodeAlone } from '../support/run-app.ts'

const file = (name: string, type = 'document'): object => ({ type, name, content: 'x' })

function condition(path: string, operator: string, value?: unknown): object {
  return { variable_selector: path.split('.'), comparison_operator: operator, value }
}

function node(operator: 'and' | 'or', ...conditions: readonly object[]): NodeData {
  return { type: 'if-else', cases: [{ case_id: 'yes', logical_operator: operator, conditions }] }
}

async function decide(
  data: NodeData,
  variables: Record<string, unknown>,
  dify: '0.15' | '1.12' = '1.12',
): Promise<unknown> {
  const { trace } = await runNodeAlone(data, { variables, outputs: [] }, { dify })
  const { outputs, error } = trace.nodes.find(({ node_id }) => node_id === 'node') ?? {}
  return error ?? outputs?.['selected_case_id']
}

describe('cases', () => {
  it('are tried in order, and the first that holds is taken', async () => {
    const holds = [condition('conversation.a', 'is', 'x')]
    const cases = [
      { case_id: 'one', logical_operator: 'and', conditions: [condition('conversation.a', 'is', 'y')] },
      { case_id: 'two', logical_operator: 'and', conditions: holds },
      { case_id: 'three', logical_operator: 'and', conditions: holds },
    ]
    expect(await decide({ type: 'if-else', cases }, { a: 'x' })).toBe('two')
    expect(await decide({ type: 'if-else', cases }, { a: 'z' })).toBe('false')
  })

  it('of older files are one group of conditions', async () => {
    const data = { type: 'if-else', logical_operator: 'or', conditions: [condition('conversation.a', 'is', 'x')] }
    expect(await decide(data, { a: 'x' })).toBe('true')
    expect(await decide(data, { a: 'z' })).toBe('false')
  })

  it('without conditions hold with and, and do not with or', async () => {
    expect(await decide(node('and'), {})).toBe('yes')
    expect(await decide(node('or'), {})).toBe('false')
  })
})

describe('conditions', () => {
  it('expand references in what is expected', async () => {
    const data = node('and', condition('conversation.a', 'is', 'pre-{{#conversation.b#}}'))
    expect(await decide(data, { a: 'pre-x', b: 'x' })).toBe('yes')
  })

  it('fail on a variable that is not there, also when they ask for absence', async () => {
    const message = "Variable ['nope', 'x'] not found"
    expect(await decide(node('and', condition('nope.x', 'empty')), {})).toBe(message)
    expect(await decide(node('and', condition('nope.x', 'not exists')), {})).toBe(message)
  })

  it('are not looked at once the outcome is certain; 0.15 looks at all', async () => {
    const or = node('or', condition('conversation.a', 'is', 'x'), condition('nope.x', 'empty'))
    const and = node('and', condition('conversation.a', 'is', 'z'), condition('nope.x', 'empty'))
    expect(await decide(or, { a: 'x' })).toBe('yes')
    expect(await decide(and, { a: 'x' })).toBe('false')
    expect(await decide(or, { a: 'x' }, '0.15')).toBe("Variable ['nope', 'x'] not found")
  })

  it('read what is expected of a boolean as JSON', async () => {
    expect(await decide(node('and', condition('conversation.b', 'is', 'true')), { b: true })).toBe('yes')
    expect(await decide(node('and', condition('conversation.b', 'is', '1')), { b: true })).toBe('yes')
    expect(await decide(node('and', condition('conversation.b', '=', 'false')), { b: true })).toBe('false')
    expect(await decide(node('and', condition('conversation.b', 'is', 'yes')), { b: true })).toMatch(/Expecting value/)
    expect(await decide(node('and', condition('conversation.b', 'is', '"true"')), { b: true })).toMatch(
      /unexpected value/,
    )
  })

  it('on lists of booleans compare booleans', async () => {
    expect(await decide(node('and', condition('conversation.b', 'contains', 'true')), { b: [false, true] })).toBe('yes')
    expect(await decide(node('and', condition('conversation.b', 'contains', 'true')), { b: [false] })).toBe('false')
  })
})

describe('conditions on files', () => {
  async function decideFiles(files: readonly object[], operator: string, sub: object): Promise<unknown> {
    const { runApp } = await import('../support/run-app.ts')
    const { start, end } = await import('../support/make-app.ts')
    const data = node('and', {
      variable_selector: ['start', 'files'],
      comparison_operator: operator,
      sub_variable_condition: sub,
    })
    const { trace } = await runApp(
      { nodes: { start: start('files=file-list'), node: data, end: end({}) }, edges: ['start>node', 'node>end'] },
      { inputs: { files } },
    )
    const { outputs, error } = trace.nodes[1] ?? {}
    return error ?? outputs?.['selected_case_id']
  }
  const where = (key: string, comparison_operator: string, value: unknown, logical_operator = 'and'): object => ({
    logical_operator,
    conditions: [{ key, comparison_operator, value }],
  })

  it.each([
    ['one file has the extension, dot or not', 'contains', where('extension', 'is', 'txt'), 'yes'],
    ['no file has the extension', 'contains', where('extension', 'is', '.pdf'), 'false'],
    ['a negative operator must hold for all', 'contains', where('name', 'not contains', 'b'), 'false'],
    ['the type is one of some', 'contains', where('type', 'in', ['document', 'image']), 'yes'],
    ['the size is compared as a number', 'contains', where('size', '<', '10'), 'yes'],
    ['names that files do not have', 'contains', where('colour', 'is', 'red'), "'colour' is not a valid FileAttribute"],
  ])('%s', async (_title, operator, sub, result) => {
    expect(await decideFiles([file('a.txt'), file('b.md')], operator, sub)).toBe(result)
  })

  it('need sub conditions', async () => {
    expect(await decideFiles([file('a.txt')], 'contains', [])).toBe('Sub variable is required')
  })
})
