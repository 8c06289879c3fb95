import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { difyConfigSchema } from '@autoopt/config'
import { type DifyStub, type DifyStubOptions, startDifyStub } from '@autoopt/dify-stub'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DifyTarget } from '../../src/dify.ts'
import { LocalTarget } from '../../src/index.ts'
import { testWorkflowTarget } from '../../src/testing.ts'
import { echo, failing, greeter } from '../../src/testing/sample-apps.ts'
import { modelApp } from '../support/model-app.ts'
import { scriptedModel } from '../support/scripted-model.ts'

const versions = ['0.15.3', '1.12.1']

async function openStub(options: DifyStubOptions): Promise<DifyStub> {
  const stub = await startDifyStub(options)
  onTestFinished(async () => stub[Symbol.asyncDispose]())
  return stub
}

async function openTarget(stub: DifyStub, folder?: string) {
  const ledgerFolder = folder ?? (await mkdtemp(join(tmpdir(), 'ledger-')))
  if (folder === undefined) onTestFinished(async () => rm(ledgerFolder, { recursive: true, force: true }))
  const config = difyConfigSchema.parse({ base_url: stub.url, auth: stub.account, idle_timeout_ms: 5000 })
  return { target: new DifyTarget({ config, ledgerFolder, patienceMs: 5000 }), ledgerFolder }
}

const request = { caseId: 'a', repeat: 0 }
const never = { signal: new AbortController().signal }

/** Ids and times are of each run's own. */
function withoutSystem(outputs: Readonly<Record<string, unknown>> | null): object {
  return Object.fromEntries(Object.entries(outputs ?? {}).filter(([name]) => !name.startsWith('sys.')))
}

describe.each(versions)('Dify %s', (version) => {
  testWorkflowTarget(`DifyTarget on ${version}`, async () => {
    const models = scriptedModel(
      async ({ abortSignal }) =>
        new Promise((_, reject) => abortSignal?.addEventListener('abort', () => reject(new Error('stopped')))),
    )
    const { target } = await openTarget(await openStub({ version, runtime: { models } }))
    return { target, endless: modelApp() }
  })

  it.each([
    ['greeter', greeter, { inputs: { name: '艾达' } }],
    ['failing', failing, { inputs: {} }],
    ['echo', echo, { inputs: {}, query: '你好' }],
  ])('gives the same outputs, statuses and nodes of %s as a local run', async (_name, dsl, given) => {
    const { target } = await openTarget(await openStub({ version }))
    await using dify = target
    await using local = new LocalTarget({ dify: version === '0.15.3' ? '0.15' : '1.12' })
    const variant = { id: 'baseline', workflowId: 'wf', dsl }
    const [there, here] = await Promise.all(
      [dify, local].map(async (one) => (await one.prepare(variant, {})).run({ ...given, ...request }, never)),
    )
    const facts = (trace: typeof there) => ({
      status: trace?.status,
      outputs: trace?.outputs ?? {},
      answer: trace?.answer,
      error: trace?.error,
      nodes: trace?.nodes.map(({ node_id, status, outputs, error }) => [
        node_id,
        status,
        withoutSystem(outputs),
        error,
      ]),
    })
    expect(facts(there)).toEqual(facts(here))
  })

  it.each([
    ['completion', { inputs: { topic: 'rain' } }],
    ['chat', { inputs: { topic: 'rain' }, query: 'Hello' }],
  ])('gives the same answer, tokens and cost of an app of mode %s as a local run', async (mode, given) => {
    const models = scriptedModel(({ prompt }) => JSON.stringify(prompt))
    const { target } = await openTarget(await openStub({ version, runtime: { models } }))
    await using dify = target
    await using local = new LocalTarget({ dify: version === '0.15.3' ? '0.15' : '1.12', models })
    const model = { provider: 'test', name: 'scripted', mode: 'chat', completion_params: {} }
    const user_input_form = [{ 'text-input': { variable: 'topic', label: 'topic' } }]
    const model_config = { model, pre_prompt: 'Write of {{topic}}.', user_input_form }
    const variant = {
      id: 'baseline',
      workflowId: 'wf',
      dsl: JSON.stringify({ app: { name: 'a', mode }, model_config }),
    }
    const [there, here] = await Promise.all(
      [dify, local].map(async (one) => (await one.prepare(variant, {})).run({ ...given, ...request }, never)),
    )
    const facts = (trace: typeof there) => ({
      status: trace?.status,
      answer: trace?.answer,
      output: trace?.outputs?.['answer'],
      topic: trace?.inputs['topic'],
      query: trace?.inputs['sys.query'] ?? '',
      tokens: trace?.total_tokens,
      cost: trace?.total_cost_usd,
      app: trace?.nodes
        .filter(({ node_id }) => node_id === 'app')
        .map(({ node_type, status, total_tokens, cost_usd }) => [node_type, status, total_tokens, cost_usd]),
    })
    expect(facts(there)).toEqual(facts(here))
    expect(there).toMatchObject({ status: 'succeeded', total_tokens: 15 })
  })

  it('leaves nothing on the server, nor in the ledger', async () => {
    const stub = await openStub({ version })
    const { target, ledgerFolder } = await openTarget(stub)
    for (const id of ['baseline', 'one', 'two']) await target.prepare({ id, workflowId: 'wf', dsl: greeter }, {})
    expect(stub.workspace.apps.size).toBe(version === '0.15.3' ? 3 : 1)
    expect(await readdir(ledgerFolder)).toHaveLength(stub.workspace.apps.size)
    await target[Symbol.asyncDispose]()
    expect(stub.workspace.apps.size).toBe(0)
    expect(await readdir(ledgerFolder)).toEqual([])
  })

  it.each(['pending_import', 'orphan_import', 'hash_conflict', 'expired_token'] as const)(
    'survives %s, or leaves nothing behind',
    async (fault) => {
      const stub = await openStub({ version })
      const { target } = await openTarget(stub)
      stub.faults.next(fault)
      const prepared = target.prepare({ id: 'baseline', workflowId: 'wf', dsl: greeter }, {})
      const outcome = await prepared.then(
        async (deployment) => (await deployment.run({ inputs: { name: 'Ada' }, ...request }, never)).outputs,
        (error: { code: string }) => error.code,
      )
      expect(['COLLECT-INFRA-001', { hello: 'Ada' }]).toContainEqual(outcome)
      await target[Symbol.asyncDispose]()
      expect(stub.workspace.apps.size).toBe(0)
    },
  )

  it('finds out what a run did whose stream broke, with its nodes', async () => {
    const stub = await openStub({ version })
    const { target } = await openTarget(stub)
    await using dify = target
    const deployment = await dify.prepare({ id: 'baseline', workflowId: 'wf', dsl: greeter }, {})
    for (let count = 0; count < 6; count += 1) {
      stub.faults.next('dropped_stream')
      const trace = await deployment.run({ inputs: { name: `guest ${count}` }, ...request }, never)
      expect(trace).toMatchObject({ status: 'succeeded', outputs: { hello: `guest ${count}` } })
      expect(trace.nodes.map(({ node_id, status }) => [node_id, status])).toEqual([
        ['start', 'succeeded'],
        ['end', 'succeeded'],
      ])
    }
    expect(stub.workspace.runs.size).toBe(6)
  })

  it('says that a limit was reached, so that whoever runs cases slows down', async () => {
    const stub = await openStub({ version })
    const { target } = await openTarget(stub)
    await using dify = target
    const deployment = await dify.prepare({ id: 'baseline', workflowId: 'wf', dsl: greeter }, {})
    stub.faults.next('limit')
    const run = deployment.run({ inputs: { name: 'Ada' }, ...request }, never)
    await expect(run).rejects.toMatchObject({ class: 'rate_limit', retryable: true })
    expect(stub.workspace.runs.size).toBe(0)
  })
})
