import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createRandom } from '@autoopt/collector'
import { difyConfigSchema } from '@autoopt/config'
import { DifyClient } from '@autoopt/dify-client'
import { type DifyStub, startDifyStub } from '@autoopt/dify-stub'
import { expect, test } from 'vitest'
import { cleanUp, DeploymentLedger, DifyTarget } from '../../src/dify.ts'
import { greeter } from '../../src/testing/sample-apps.ts'
import { collect } from '../support/collect.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const kills = process.env['AUTOOPT_LONG'] === '1' ? 100 : 6
const script = fileURLToPath(new URL('dify-kill-worker.ts', import.meta.url))

test.each(['0.15.3', '1.12.1'])(
  `after ${kills} kills in the middle of deployments and runs on Dify %s, cleaning up leaves the server as it was`,
  async (version) => {
    const random = createRandom(version)
    const ledgerFolder = await temporaryFolder()
    await using stub = await startDifyStub({ version })
    const client = new DifyClient(difyConfigSchema.parse({ base_url: stub.url, auth: stub.account }))
    const own = await client.console.apps.import(greeter, {
      name: 'my own app',
      version: version === '0.15.3' ? '0.1.5' : '0.5.0',
    })
    const ledger = new DeploymentLedger(ledgerFolder)
    let abandoned = 0
    let inRuns = 0
    for (let count = 0; count < kills; count += 1) {
      const options = JSON.stringify({ url: stub.url, auth: stub.account, ledgerFolder })
      const child = spawn(process.execPath, ['--conditions=@autoopt/source', script, options], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'exit')
      await Promise.race([once(child.stdout, 'data'), ended])
      // Some at any time, some right after an app was made, some in the midst of runs, however slow the machine is.
      const begun = stub.workspace.runs.size
      const enough = random.next() * 40
      const isRipe = (): boolean => {
        if (count % 3 === 0) return true
        return count % 3 === 1 ? stub.workspace.apps.size > 1 : stub.workspace.runs.size - begun > enough
      }
      while (child.exitCode === null && !isRipe()) await delay(1)
      if (count % 3 === 0) await delay(random.next() * 250)
      if (stub.workspace.runs.size > begun) inRuns += 1
      child.kill('SIGKILL')
      await ended
      await settled(stub)
      const records = await ledger.abandoned()
      abandoned += stub.workspace.apps.size - 1
      // The stub has answered everything: nothing can still appear.
      await collect(cleanUp(client, { ledger, records, lateMs: 0 }))
      expect([...stub.workspace.apps.keys()]).toEqual([own.app_id])
      // A kill may leave a file without a record, whose app was not made.
      expect(await ledger.list()).toEqual([])
    }
    expect(abandoned).toBeGreaterThan(0)
    expect(inRuns).toBeGreaterThan(0)
  },
  kills * 30_000,
)

/** Waits until the server has answered what a process had asked for that is no more. */
async function settled(stub: DifyStub): Promise<void> {
  await delay(20)
  // What was sent may not have been read yet.
  for (let turn = 0; turn < 20; turn += 1) {
    await nextTurn()
    while (stub.pending() > 0) await delay(1)
  }
}

test.each(['0.15.3', '1.12.1'])(
  'an app that appears on Dify %s after the connection of its import broke is still known, and cleaned up',
  async (version) => {
    const ledgerFolder = await temporaryFolder()
    await using stub = await startDifyStub({ version })
    const config = difyConfigSchema.parse({ base_url: stub.url, auth: stub.account })
    await using target = new DifyTarget({ config, ledgerFolder })
    stub.faults.next('late_import')
    const prepared = target.prepare({ id: 'baseline', workflowId: 'wf', dsl: greeter }, {})
    await expect(prepared).rejects.toMatchObject({ class: 'network' })
    const ledger = new DeploymentLedger(ledgerFolder)
    const records = await ledger.list()
    expect(records).toHaveLength(1)
    const client = new DifyClient(config)
    while (stub.workspace.apps.size === 0) await delay(10)
    expect(await collect(cleanUp(client, { ledger, records }))).toMatchObject([{ isForgotten: true }])
    expect(stub.workspace.apps.size).toBe(0)
    expect(await readdir(ledgerFolder)).toEqual([])
  },
)

test('a record of an app that never appears is kept for two minutes', async () => {
  await using stub = await startDifyStub({})
  const ledger = new DeploymentLedger(await temporaryFolder())
  const client = new DifyClient(difyConfigSchema.parse({ base_url: stub.url, auth: stub.account }))
  const record = await ledger.open(stub.url)
  expect(await collect(cleanUp(client, { ledger, records: [record] }))).toMatchObject([{ isForgotten: false }])
  expect(await ledger.list()).toEqual([record])
  const older = { ...record, created_at: new Date(Date.now() - 121_000).toISOString() }
  expect(await collect(cleanUp(client, { ledger, records: [older] }))).toMatchObject([{ isForgotten: true }])
  expect(await ledger.list()).toEqual([])
})

test('a file that a kill has cut off is removed when nobody can be writing it any more', async () => {
  const ledger = new DeploymentLedger(await temporaryFolder())
  const path = join(ledger.folder, 'autoopt-tmp-0011223344556677.json')
  await writeFile(path, '')
  expect(await ledger.abandoned()).toEqual([])
  expect(await readdir(ledger.folder)).toHaveLength(1)
  const earlier = new Date(Date.now() - 61_000)
  await utimes(path, earlier, earlier)
  expect(await ledger.abandoned()).toEqual([])
  expect(await readdir(ledger.folder)).toEqual([])
})

test('what a living process has deployed is not taken for abandoned', async () => {
  const ledger = new DeploymentLedger(await temporaryFolder())
  const record = await ledger.open('http://127.0.0.1')
  expect(await ledger.abandoned()).toEqual([])
  expect(await ledger.list()).toEqual([record])
})
