import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDifyStub } from '@autoopt/dify-stub'
import { expect, it, onTestFinished } from 'vitest'
import { runCliWith } from '../run-cli.ts'

const node = (id: string, data: object): object => ({ id, type: 'custom', data: { title: id, ...data } })

const app = JSON.stringify({
  version: '0.1.5',
  app: { name: 'greeter', mode: 'workflow' },
  workflow: {
    graph: {
      nodes: [
        node('start', {
          type: 'start',
          variables: [{ variable: 'name', label: 'name', type: 'paragraph', required: true }],
        }),
        node('end', { type: 'end', outputs: [{ variable: 'hello', value_selector: ['start', 'name'] }] }),
      ],
      edges: [{ source: 'start', target: 'end', sourceHandle: 'source', targetHandle: 'target' }],
    },
  },
})

const cases = ['艾达', 'Ada', 'nobody'].map((name, index) =>
  JSON.stringify({
    case_id: `c${index}`,
    inputs: { name },
    assertions: [{ type: 'equals', value: name === 'nobody' ? 'somebody' : name, output: 'hello' }],
  }),
)

it.each(['0.15.3', '1.12.1'])(
  'a test run goes to Dify %s, is judged here, and leaves nothing there',
  async (version) => {
    const folder = await mkdtemp(join(tmpdir(), 'autoopt-on-dify-'))
    onTestFinished(async () => rm(folder, { recursive: true, force: true }))
    await using stub = await startDifyStub({ version })
    await writeFile(join(folder, 'app.yml'), app)
    await writeFile(join(folder, 'cases.jsonl'), cases.join('\n'))
    await writeFile(
      join(folder, 'env_config.yaml'),
      `dify:\n  base_url: ${stub.url}\n  auth: {email: ${stub.account.email}, password: '\${PASSWORD}'}\n`,
    )
    const words = ['run', 'app.yml', '--cases', 'cases.jsonl', '--target', 'dify', '--record', 'kept.json', '--json']
    const { exitCode, stdout, stderr } = await runCliWith(folder, words, { PASSWORD: stub.account.password })
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(stdout)).toMatchObject({ complete: true, metrics: { total: 3, passed: 2, failed: 1 } })
    expect(stub.workspace.runs.size).toBe(3)
    expect(stub.workspace.apps.size).toBe(0)
    expect(JSON.parse(await readFile(join(folder, 'kept.json'), 'utf8'))).toMatchObject({ format: 1 })
    expect(await readdir(join(folder, '.autoopt', 'deployments'))).toEqual([])
  },
)

it('a model cannot be named for runs on Dify', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'autoopt-on-dify-'))
  onTestFinished(async () => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'app.yml'), app)
  await writeFile(join(folder, 'cases.jsonl'), cases.join('\n'))
  const words = ['run', 'app.yml', '--cases', 'cases.jsonl', '--target', 'dify', '--model', 'simulated']
  const { exitCode, stderr } = await runCliWith(folder, words, {})
  expect(exitCode).toBe(2)
  expect(stderr).toContain('--model')
})
