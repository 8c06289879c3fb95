import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { difyConfigSchema } from '@autoopt/config'
import { startDifyStub } from '@autoopt/dify-stub'
import { readRecordings } from '@autoopt/runtime'
import type { NodeTrace, RunTrace } from '@autoopt/trace'
import { expect, onTestFinished, test } from 'vitest'
import { DifyTarget } from '../../src/dify.ts'
import { ExecutorService, LocalTarget, planForApp, RecordingsFile } from '../../src/index.ts'
import { RunManifestBuilder } from '../../src/manifest/run-manifest-builder.ts'
import type { WorkflowTarget } from '../../src/target/workflow-target.ts'
import { collect } from '../support/collect.ts'
import { stubTarget } from '../support/stub-target.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const secret = 'sk-"quoted"-0123456789'

/** Asks a tool, a knowledge base and a web server about its input. */
function serverApp(url: string): string {
  const variables = [{ variable: 'q', label: 'q', type: 'paragraph', required: true, max_length: 100, options: [] }]
  const nodes = {
    start: { type: 'start', variables },
    tool: { type: 'tool', tool_parameters: { q: { type: 'mixed', value: 'find {{#start.q#}}' } } },
    knowledge: { type: 'knowledge-retrieval', query_variable_selector: ['start', 'q'] },
    web: {
      type: 'http-request',
      method: 'get',
      url: `${url}/{{#start.q#}}`,
      authorization: { type: 'no-auth' },
      headers: '',
      params: '',
      body: { type: 'none', data: [] },
    },
    end: {
      type: 'end',
      outputs: [
        { variable: 'found', value_selector: ['tool', 'text'] },
        { variable: 'known', value_selector: ['knowledge', 'result'] },
        { variable: 'page', value_selector: ['web', 'body'] },
      ],
    },
  }
  const ids = Object.keys(nodes)
  const handles = { sourceHandle: 'source', targetHandle: 'target', type: 'custom', data: {} }
  const graph = {
    nodes: Object.entries(nodes).map(([id, data]) => ({
      id,
      type: 'custom',
      position: {},
      data: { title: id, ...data },
    })),
    edges: ids.slice(1).map((target, index) => Object.assign({ id: `e${index}`, source: ids[index], target }, handles)),
  }
  return JSON.stringify({
    kind: 'app',
    version: '0.5.0',
    app: { name: 'server', mode: 'workflow', icon: '', icon_background: '', description: '' },
    workflow: {
      graph,
      features: {},
      environment_variables: [{ id: 'v', name: 'KEY', value_type: 'secret', value: secret, description: '' }],
      conversation_variables: [],
    },
  })
}

async function startWebServer() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response
      .setHeader('set-cookie', 'session=abc')
      .setHeader('content-type', 'text/plain')
      .end(`page of ${request.url}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const questions = ['one', 'two', 'one']

async function planOf(folder: string, url: string) {
  await writeFile(join(folder, 'app.yml'), serverApp(url))
  const rows = questions.map((q, index) => JSON.stringify({ case_id: `c${index}`, inputs: { q } }))
  await writeFile(join(folder, 'cases.jsonl'), rows.join('\n'))
  const parts = planForApp({ appPath: 'app.yml', caseFiles: ['cases.jsonl'] })
  return new RunManifestBuilder({ planFolder: folder }).build(parts, { execution: { max_concurrency: 2 } })
}

async function outputsOn(target: WorkflowTarget, folder: string, url: string, recordings?: RecordingsFile) {
  const service = new ExecutorService({
    runs: join(folder, 'runs'),
    target,
    ...(recordings && { onTrace: async (trace) => recordings.add(trace) }),
  })
  const events = await collect(service.executeTestPlan(await planOf(folder, url)))
  const results = events.flatMap((event) => (event.type === 'case-finished' ? [event.result] : []))
  return Object.fromEntries(results.map(({ case_id, status, outputs, error }) => [case_id, { status, outputs, error }]))
}

test('what nodes gave on Dify lets the plan run without it, from the written file alone', async () => {
  const [folder, web] = [await temporaryFolder(), await startWebServer()]
  const path = join(folder, 'kept', 'recordings.json')
  const given = questions.flatMap((q) => [
    { node_id: 'tool', inputs: { q: `find ${q}` }, outputs: { text: `found ${q}` } },
    { node_id: 'knowledge', inputs: { query: q }, outputs: { result: [{ content: `fact of ${q}` }] } },
  ])
  await using stub = await startDifyStub({
    runtime: { recordings: { format: 1, recordings: given }, http: { allowPrivateAddresses: true } },
  })
  const config = difyConfigSchema.parse({ base_url: stub.url, auth: stub.account })
  await using dify = new DifyTarget({ config, ledgerFolder: join(folder, 'deployments') })
  await using recordings = await RecordingsFile.open(path, { secrets: () => dify.secrets })
  const there = await outputsOn(dify, folder, web.url, recordings)
  const saved = await recordings.save()
  const requests = web.asked.length
  const text = await readFile(path, 'utf8')

  await using local = new LocalTarget({ recordings: await readRecordings(path), http: { offline: true } })
  const here = await outputsOn(local, folder, web.url)

  expect(there['c1']).toEqual({
    status: 'passed',
    outputs: { found: 'found two', known: [{ content: 'fact of two' }], page: 'page of /two' },
    error: null,
  })
  expect(here).toEqual(there)
  expect(web.asked).toHaveLength(requests)
  expect(saved).toEqual({ path, recordings: 6, leftOut: 0 })
  expect([...dify.secrets]).toEqual([secret])
  expect(text).not.toContain('session=abc')
  expect(await readdir(join(folder, 'kept'))).toEqual(['recordings.json'])
})

function traceOf(...nodes: readonly Partial<NodeTrace>[]): RunTrace {
  const common = { node_type: 'tool', status: 'succeeded', error: null }
  return { nodes: nodes.map((node) => Object.assign({}, common, node)) } as RunTrace
}

const found = (text: string, q = 'x') => ({ node_id: 'tool', inputs: { q }, outputs: { text } })

test('the first good recording of a node and its inputs stays, and outranks failures before it', async () => {
  const path = join(await temporaryFolder(), 'recordings.json')
  await using recordings = await RecordingsFile.open(path)
  await recordings.add(traceOf({ ...found(''), status: 'failed', error: 'busy' }))
  await recordings.add(traceOf({ ...found('', 'y'), status: 'failed', error: 'broken' }))
  await Promise.all([recordings.add(traceOf(found('first'))), recordings.add(traceOf(found('second')))])
  await recordings.save()

  expect((await readRecordings(path)).recordings).toEqual([
    found('first'),
    { node_id: 'tool', inputs: { q: 'y' }, outputs: {}, error: 'broken' },
  ])
})

test('a recording that holds a secret is left out, wherever it holds it', async () => {
  const path = join(await temporaryFolder(), 'recordings.json')
  await using recordings = await RecordingsFile.open(path, { secrets: () => ['', secret] })
  await recordings.add(traceOf(found(`it is ${secret}`), found('good', `ask with ${secret}`), found('good')))
  await recordings.add(traceOf({ ...found('', 'z'), status: 'failed', error: `refused ${secret}` }))

  expect(await recordings.save()).toMatchObject({ recordings: 1, leftOut: 3 })
  expect(await readFile(path, 'utf8')).not.toContain('0123456789')
})

test('a file that is there is added to, and stays as it was until the new one is whole', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'recordings.json')
  const any = { node_id: 'agent', outputs: { text: 'fits all' }, handle: 'yes' }
  await writeFile(path, JSON.stringify({ format: 1, recordings: [found('before'), any] }))
  const before = await readFile(path, 'utf8')
  {
    await using dropped = await RecordingsFile.open(path)
    await dropped.add(traceOf(found('new', 'y')))
    expect(await readFile(path, 'utf8')).toBe(before)
  }
  expect(await readdir(folder)).toEqual(['recordings.json'])
  await using recordings = await RecordingsFile.open(path)
  await recordings.add(traceOf(found('after'), found('new', 'y')))
  await recordings.save()

  expect((await readRecordings(path)).recordings).toEqual([found('before'), any, found('new', 'y')])
})

test('a run ends when its trace cannot be kept', async () => {
  const folder = await temporaryFolder()
  const service = new ExecutorService({
    runs: join(folder, 'runs'),
    target: stubTarget(),
    onTrace: () => {
      throw new Error('the disk is full')
    },
  })

  await expect(collect(service.executeTestPlan(await planOf(folder, 'http://127.0.0.1')))).rejects.toThrow(
    'the disk is full',
  )
})
