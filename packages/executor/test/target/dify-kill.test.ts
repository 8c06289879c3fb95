import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createRandom } from '@autoopt/collector'
import { difyConfigSchema } from '@autoopt/config'
import { DifyClient } from '@autoopt/dify-client'
import { startDifyStub } from '@autoopt/dify-stub'
import { expect, test } from 'vitest'
import { cleanUp, DeploymentLedger } from '../../src/dify.ts'
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
    for (let count = 0; count < kills; count += 1) {
      const options = JSON.stringify({ url: stub.url, auth: stub.account, ledgerFolder })
      const child = spawn(process.execPath, ['--conditions=@autoopt/source', script, options], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'exit')
      await Promise.race([once(child.stdout, 'data'), ended])
      // Half of them at any time, half of them right after something was deployed, however slow the machine is.
      if (count % 2 === 0) await delay(random.next() * 250)
      else while (stub.workspace.apps.size < 2 && child.exitCode === null) await delay(1)
      child.kill('SIGKILL')
      await ended
      // What the process had asked for is still answered.
      await delay(20)
      const records = await ledger.abandoned()
      abandoned += stub.workspace.apps.size - 1
      await collect(cleanUp(client, { ledger, records }))
      expect([...stub.workspace.apps.keys()]).toEqual([own.app_id])
      expect(await readdir(ledgerFolder)).toEqual([])
    }
    expect(abandoned).toBeGreaterThan(0)
  },
  kills * 30_000,
)

test('what a living process has deployed is not taken for abandoned', async () => {
  const ledger = new DeploymentLedger(await temporaryFolder())
  const record = await ledger.open('http://127.0.0.1')
  expect(await ledger.abandoned()).toEqual([])
  expect(await ledger.list()).toEqual([record])
})
