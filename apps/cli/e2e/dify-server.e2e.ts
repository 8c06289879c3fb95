/**
 * A real Dify server, named by `AUTOOPT_E2E_DIFY_URL` with `AUTOOPT_E2E_DIFY_EMAIL` and `AUTOOPT_E2E_DIFY_PASSWORD`, or with
 * `AUTOOPT_E2E_DIFY_ADMIN_KEY` and `AUTOOPT_E2E_DIFY_WORKSPACE`. The apps call no model, so no provider is needed; everything
 * that is made is deleted.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type DifyConfig, difyConfigSchema } from '@autoopt/config'
import { DifyClient } from '@autoopt/dify-client'
import { cleanUp, DeploymentLedger, DifyTarget } from '@autoopt/executor/dify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCliWith } from '../test/run-cli.ts'
import { chat, chatflow, workflow } from './sample-apps.ts'

const {
  AUTOOPT_E2E_DIFY_URL: base_url,
  AUTOOPT_E2E_DIFY_EMAIL: email,
  AUTOOPT_E2E_DIFY_PASSWORD: password,
  AUTOOPT_E2E_DIFY_ADMIN_KEY: admin_api_key,
  AUTOOPT_E2E_DIFY_WORKSPACE: workspace_id,
} = process.env
const auth = admin_api_key === undefined ? { email, password } : { admin_api_key, workspace_id }
const isConfigured = base_url !== undefined && Object.values(auth).every((value) => value !== undefined)
if (!isConfigured)
  process.stdout.write(
    'Skipped: name a Dify server by AUTOOPT_E2E_DIFY_URL, _EMAIL and _PASSWORD (or _ADMIN_KEY and _WORKSPACE).\n',
  )

const worker = fileURLToPath(new URL('kill-worker.ts', import.meta.url))
const never = { signal: new AbortController().signal }

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}

describe.skipIf(!isConfigured)('a real Dify server', () => {
  let config: DifyConfig
  let client: DifyClient
  let folder: string
  const ownApps: string[] = []

  const dify = async (...words: string[]) =>
    runCliWith(folder, ['dify', ...words], { E2E_PASSWORD: password ?? '', E2E_KEY: admin_api_key ?? '' })
  const add = async (dsl: string, name: string): Promise<string> => {
    const imported = await client.console.apps.import(dsl, { name })
    const done = imported.status === 'pending' ? await client.console.apps.confirmImport(imported.id) : imported
    const id = done.app_id ?? ''
    ownApps.push(id)
    return id
  }

  beforeAll(async () => {
    config = difyConfigSchema.parse({ base_url, auth })
    client = new DifyClient(config)
    folder = await mkdtemp(join(tmpdir(), 'autoopt-e2e-'))
    const account =
      admin_api_key === undefined
        ? `{email: ${email}, password: '\${E2E_PASSWORD}'}`
        : `{admin_api_key: '\${E2E_KEY}', workspace_id: ${workspace_id}}`
    await writeFile(join(folder, 'env_config.yaml'), `dify:\n  base_url: ${base_url}\n  auth: ${account}\n`)
  })

  afterAll(async () => {
    for (const id of ownApps) await client.console.apps.delete(id)
    await rm(folder, { recursive: true, force: true })
  })

  it('pulls, pushes, refuses a conflict, merges and rolls back', async () => {
    const name = `autoopt e2e ${Date.now()}`
    const id = await add(workflow, name)
    expect(await dify('pull', id)).toMatchObject({ exitCode: 0 })
    const file = join(folder, `${name.replaceAll(' ', '-')}.yml`)
    const pulled = await readFile(file, 'utf8')
    await writeFile(file, pulled.replace('Be helpful.', '请简洁地回答。😀'))
    expect(await dify('push', file)).toMatchObject({ exitCode: 0 })
    expect(await client.console.apps.export(id)).toContain('请简洁地回答。😀')
    expect(await dify('push', file, '--rollback')).toMatchObject({ exitCode: 0 })
    expect(await client.console.apps.export(id)).toContain('Be helpful.')
    const draft = await client.console.workflows.draft(id)
    const graph = JSON.parse(JSON.stringify(draft.graph).replace('Be helpful.', 'Foreign.')) as typeof draft.graph
    await client.console.workflows.syncDraft(id, { ...draft, graph }, { hash: draft.hash })
    await writeFile(file, pulled.replace('Be helpful.', 'Mine.'))
    expect(await dify('push', file)).toMatchObject({ exitCode: 2 })
    expect(await client.console.apps.export(id)).toContain('Foreign.')
  })

  it.each([
    ['workflow', workflow, { inputs: { name: '艾达' } }, { outputs: { hello: '艾达' } }],
    ['chatflow', chatflow, { inputs: {}, query: '你好' }, { answer: '你好!' }],
  ])('deploys, runs and deletes variants of a %s, several at the same time', async (_kind, dsl, given, expected) => {
    const ledgerFolder = join(folder, 'deployments')
    await using target = new DifyTarget({ config, ledgerFolder })
    const deployments = await Promise.all(
      ['baseline', 'one'].map(async (id) => target.prepare({ id, workflowId: 'wf', dsl }, {})),
    )
    const traces = await Promise.all(
      deployments.flatMap((deployment) =>
        [0, 1].map(async (repeat) => deployment.run({ ...given, caseId: 'a', repeat }, never)),
      ),
    )
    for (const trace of traces) expect(trace).toMatchObject({ status: 'succeeded', ...expected })
    await target[Symbol.asyncDispose]()
    expect(await all(client.console.apps.list({ name: 'autoopt-tmp-' }))).toEqual([])
  })

  it('runs a large output whole', async () => {
    await using target = new DifyTarget({ config, ledgerFolder: join(folder, 'deployments') })
    const deployment = await target.prepare({ id: 'baseline', workflowId: 'wf', dsl: workflow }, {})
    const name = '长'.repeat(20_000)
    expect((await deployment.run({ inputs: { name }, caseId: 'a', repeat: 0 }, never)).outputs).toEqual({ hello: name })
  })

  it('imports and exports a chat app', async () => {
    const id = await add(chat, `autoopt e2e chat ${Date.now()}`)
    expect(await client.console.apps.export(id)).toContain('You greet people.')
  })

  it('finds and deletes what a killed process left', async () => {
    const ledgerFolder = await mkdtemp(join(tmpdir(), 'autoopt-ledger-'))
    const options = JSON.stringify({ config: { base_url, auth }, ledgerFolder })
    const child = spawn(process.execPath, ['--conditions=@autoopt/source', worker, options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    await Promise.race([once(child.stdout, 'data'), ended])
    await delay(500)
    child.kill('SIGKILL')
    await ended
    const ledger = new DeploymentLedger(ledgerFolder)
    // The server may still be making the app.
    while ((await ledger.list()).length > 0) {
      await all(cleanUp(client, { ledger, records: await ledger.abandoned() }))
      await delay(1000)
    }
    expect(await all(client.console.apps.list({ name: 'autoopt-tmp-' }))).toEqual([])
    await rm(ledgerFolder, { recursive: true, force: true })
  }, 180_000)
})
