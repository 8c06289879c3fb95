import { afterAll, describe, expect, test } from 'vitest'
import { NodeError } from '../../src/errors.ts'
import type { NodeResult } from '../../src/nodes/node-runner.ts'
import { runTemplateTransform } from '../../src/nodes/template-transform.ts'
import { TemplateNotExactError } from '../../src/sandbox/errors.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { runRunner, type RunnerInputs } from './run-runner.ts'

const sandbox = openSandbox({ processes: 1 })
afterAll(async () => sandbox[Symbol.asyncDispose]())

const variables = [{ variable: 'x', value_selector: ['start', 'x'] }]

async function run(template: string, more: Partial<RunnerInputs> = {}): Promise<NodeResult> {
  return runRunner(runTemplateTransform, { sandbox, ...more, data: { template, variables } })
}

describe('a template-transform node', () => {
  test('renders its template with its variables', async () => {
    const result = await run('{% for row in x %}{{ row.a }};{% endfor %}{{ x[0] }}', {
      variables: { 'start.x': [{ a: true }, { a: 1.5 }] },
    })
    expect(result).toEqual({ inputs: { x: [{ a: true }, { a: 1.5 }] }, outputs: { output: "True;1.5;{'a': True}" } })
  })

  test('prints None for a variable that does not exist', async () => {
    expect((await run('[{{ x }}]')).outputs).toEqual({ output: '[None]' })
  })

  test('fails with what Jinja2 says', async () => {
    await expect(run('{{ x.y.z }}')).rejects.toThrow(NodeError)
    await expect(run('{{ x.y.z }}')).rejects.toThrow(/UndefinedError/)
    await expect(run('{{#start.x#}}')).rejects.toThrow(/TemplateSyntaxError/)
  })

  test('may print 400,000 characters in 1.12, 80,000 in 0.15', async () => {
    expect((await run("{{ 'x' * 400000 }}")).outputs?.['output']).toHaveLength(400_000)
    await expect(run("{{ 'x' * 400001 }}")).rejects.toThrow('Output length exceeds 400000 characters')
    await expect(run("{{ 'x' * 80001 }}", { dify: '0.15' })).rejects.toThrow('Output length exceeds 80000 characters')
    expect((await run("{{ '😀' * 400000 }}")).outputs?.['output']).toHaveLength(800_000)
  })

  test('ends the run, not only the node, when only real Jinja2 would be exact', async () => {
    await using light = openSandbox({ usePyodide: false })
    expect((await run('Hello {{ x }}', { sandbox: light, variables: { 'start.x': 'you' } })).outputs).toEqual({
      output: 'Hello you',
    })
    await expect(run('Hello {{ x }}', { sandbox: light, variables: { 'start.x': true } })).rejects.toThrow(
      TemplateNotExactError,
    )
  })
})
