import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { difyConfigSchema } from '@autoopt/config'
import { type DifyStub, type DifyStubOptions, startDifyStub } from '@autoopt/dify-stub'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DifyTarget, LocalTarget } from '../../src/index.ts'
import { testWorkflowTarget } from '../../src/testing.ts'
import { echo, failing, greeter } from '../../src/testing/sample-apps.ts'

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
  testWorkflowTarget(`DifyTarget on ${version}`, async () => openTarget(await openStub({ version })))

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
