import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DifyStub } from '@autoopt/dify-stub'
import { parseDsl } from '@autoopt/dsl'
import { describe, expect, it } from 'vitest'
import { runCliWith } from '../run-cli.ts'
import { startCliWith } from '../storage/start-cli.ts'
import { openDifyScene } from './dify-scene.ts'
import { untilPrinted, untilSaid } from './until-printed.ts'

async function scene(version: string) {
  const opened = await openDifyScene(version, { cases: 12 })
  return { ...opened, cli: async (...words: string[]) => runCliWith(opened.folder, words, opened.env) }
}

const node = (id: string, data: object): object => ({ id, type: 'custom', data: { title: id, ...data } })

/** Divides; it fails for `0`. */
const divider = {
  version: '0.1.5',
  app: { name: 'divider', mode: 'workflow' },
  workflow: {
    graph: {
      nodes: [
        node('start', {
          type: 'start',
          variables: [{ variable: 'by', label: 'by', type: 'number', required: true }],
        }),
        node('code', {
          type: 'code',
          code_language: 'javascript',
          code: 'function main({by}) { if (by === 0) throw new Error("by zero"); return {result: 10 / by} }',
          variables: [{ variable: 'by', value_selector: ['start', 'by'] }],
          outputs: { result: { type: 'number', children: null } },
        }),
        node('end', { type: 'end', outputs: [{ variable: 'result', value_selector: ['code', 'result'] }] }),
      ],
      edges: [
        { source: 'start', target: 'code', sourceHandle: 'source', targetHandle: 'target' },
        { source: 'code', target: 'end', sourceHandle: 'source', targetHandle: 'target' },
      ],
    },
  },
}

/** Runs the app on the server, by the API as its users do. */
async function runThere(stub: DifyStub, appId: string, inputs: object, path = 'workflows/run'): Promise<void> {
  const app = stub.workspace.apps.get(appId)
  if (app === undefined) throw new Error('There is no such app.')
  if (app.versions.length === 0) app.publish({ marked_name: '', marked_comment: '' })
  const { id, token } = stub.workspace.newKey(app)
  const response = await fetch(`${stub.url}/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ inputs, ...inputs, user: 'somebody', response_mode: 'blocking' }),
  })
  await response.text()
  app.keys.delete(id)
}

const limits = ['--min-success-rate', '0.9', '--max-error-rate', '0.1', '--max-p95-ms', '600000', '--min-results', '4']

describe.each(['0.15.3', '1.12.1'])('autoopt monitor --dify, with Dify %s', (version) => {
  it('finds nothing crossed by an app that works, and a failing one by its errors', async () => {
    const { stub, cli } = await scene(version)
    const appId = stub.addApp(divider)
    const watch = async (...words: string[]) => cli('monitor', '--dify', 'divider', ...limits, '--check', ...words)
    expect(await watch()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('too few') as string })
    for (const by of [1, 2, 4, 5]) await runThere(stub, appId, { by })
    const healthy = await watch('--json')
    expect(healthy.exitCode).toBe(0)
    expect(JSON.parse(healthy.stdout)).toMatchObject({
      runs: 4,
      crossed: false,
      measures: { success_rate: 1, error_rate: 0, p95_ms: expect.any(Number) as number, tokens: 0, cost_usd: null },
      optimize: null,
    })
    for (const by of [0, 0, 0]) await runThere(stub, appId, { by })
    const failing = await watch('--json')
    expect(failing.exitCode).toBe(100)
    expect(JSON.parse(failing.stdout)).toMatchObject({
      runs: 7,
      crossed: true,
      thresholds: [
        { name: 'success_rate', value: 4 / 7, crossed: true },
        { name: 'error_rate', value: 3 / 7, crossed: true },
        { name: 'p95_ms', crossed: false },
      ],
      optimize: 'autoopt optimize <app.yml> --cases <cases> --target dify',
    })
    expect(await watch('--last', '3')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('3 results') as string,
    })
    expect(stub.workspace.apps.get(appId)?.keys.size).toBe(0)
    expect(stub.workspace.runs.size).toBe(7)
  })

  it('adds up what models took, and names the files that the app was pulled into', async () => {
    const { stub, cli, folder } = await scene(version)
    const app = parseDsl(await readFile(join(folder, 'app.yml'), 'utf8')).valueAt('') as object
    const appId = stub.addApp({ ...app, app: { name: 'classifier', mode: 'workflow' } })
    const [first] = (await readFile(join(folder, 'cases.jsonl'), 'utf8')).split('\n')
    const { inputs } = JSON.parse(first ?? '') as { inputs: object }
    for (let count = 0; count < 4; count += 1) await runThere(stub, appId, inputs)
    expect(await cli('dify', 'pull', 'classifier')).toMatchObject({ exitCode: 0 })
    const crossed = [
      '--min-success-rate',
      '0.5',
      '--max-tokens',
      '5',
      '--max-cost-usd',
      '0.000001',
      '--min-results',
      '4',
    ]
    const { stdout, stderr, exitCode } = await cli('monitor', '--dify', appId, ...crossed)
    expect({ stderr, exitCode }).toEqual({
      exitCode: 0,
      stderr: 'Nothing was begun. To optimize: autoopt optimize classifier.yml --cases <cases> --target dify\n',
    })
    expect(stdout).toContain('holds   success_rate: 1, limit 0.5')
    expect(stdout).toContain('holds   cost_usd: unknown')
    expect(stdout).toMatch(/crossed tokens: \d+(\.\d+)?, limit 5/)
    const named = ['--app', 'classifier.yml', '--cases', 'cases.jsonl', '--model', 'gpt 5']
    for (const { trace } of stub.workspace.runs.values())
      for (const one of trace?.nodes ?? []) Object.assign(one, { cost_usd: 0.001 })
    const told = await cli('monitor', '--dify', appId, ...crossed, ...named)
    expect(told.stdout).toContain('crossed cost_usd: 0.003, limit 0.000001')
    expect(told.stderr).toBe(
      "Nothing was begun. --apply begins: autoopt optimize classifier.yml --cases cases.jsonl --model 'gpt 5'\n",
    )
  })

  it('optimizes on the server when it may, as it said it would', async () => {
    const { stub, cli, folder } = await scene(version)
    const app = parseDsl(await readFile(join(folder, 'app.yml'), 'utf8')).valueAt('') as object
    const appId = stub.addApp({ ...app, app: { name: 'classifier', mode: 'workflow' } })
    const [first] = (await readFile(join(folder, 'cases.jsonl'), 'utf8')).split('\n')
    const { inputs } = JSON.parse(first ?? '') as { inputs: object }
    for (let count = 0; count < 4; count += 1) await runThere(stub, appId, inputs)
    const subject = ['--app', 'app.yml', '--cases', 'cases.jsonl', '--reflection-model', 'simulated:f1-3']
    const words = ['--max-tokens', '5', '--min-results', '4', ...subject, '--budget', 'light', '--apply', '--check']
    const { exitCode, stdout, stderr } = await cli('monitor', '--dify', appId, ...words, '-o', 'better.yml')
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining(
        'Beginning: autoopt optimize app.yml --cases cases.jsonl --target dify --reflection-model simulated:f1-3 --budget light --out better.yml\n',
      ) as string,
    })
    expect(stdout).toContain('report:')
    expect(stub.workspace.runs.size).toBeGreaterThan(20)
    expect([...stub.workspace.apps.keys()]).toEqual([appId])
  }, 240_000)

  it('notices runs while it watches, outlives a server that is away, and takes its key back', async () => {
    const { stub, folder, env } = await scene(version)
    const appId = stub.addApp(divider)
    const words = ['monitor', '--dify', 'divider', ...limits, '--watch', '--interval', '1s']
    const running = startCliWith(folder, words, env)
    await untilPrinted(running, '0 results')
    expect(stub.workspace.apps.get(appId)?.keys.size).toBe(1)
    for (const by of [1, 0, 0, 0]) await runThere(stub, appId, { by })
    await untilPrinted(running, 'crossed error_rate: 0.75')
    stub.faults.setRate('server_error', 1)
    await untilSaid(running, 'This look failed: ')
    stub.faults.setRate('server_error', 0)
    await runThere(stub, appId, { by: 0 })
    await untilPrinted(running, 'crossed error_rate: 0.8')
    running.child.kill('SIGINT')
    expect(await running.result).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining('Watching has ended.') as string,
    })
    expect(stub.workspace.apps.get(appId)?.keys.size).toBe(0)
  })
})

it('reads the runs of chatflows where the server lists them, and says where nobody can', async () => {
  const { stub, cli } = await scene('1.12.1')
  const nodes = [node('start', { type: 'start', variables: [] }), node('answer', { type: 'answer', answer: 'Hello.' })]
  const edges = [{ source: 'start', target: 'answer', sourceHandle: 'source', targetHandle: 'target' }]
  const talk = stub.addApp({ app: { name: 'talk', mode: 'advanced-chat' }, workflow: { graph: { nodes, edges } } })
  for (const query of ['a', 'b', 'c']) await runThere(stub, talk, { query }, 'chat-messages')
  stub.addApp({ app: { name: 'old talk', mode: 'chat' }, model_config: { pre_prompt: 'Hi.' } })
  const looked = await cli('monitor', '--dify', 'talk', ...limits)
  expect(looked).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('3 results') as string })
  expect(looked.stdout).toContain('success_rate: 1,')
  const refused = await cli('monitor', '--dify', 'old talk', ...limits)
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Dify lists no runs of it') as string })
  const both = await cli('monitor', 'runs', '--dify', 'talk', ...limits)
  expect(both).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('one of them') as string })
})
