import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createRandom } from '@autoopt/collector'
import { difyConfigSchema } from '@autoopt/config'
import { startDifyStub } from '@autoopt/dify-stub'
import { expect, test } from 'vitest'
import { DifyTarget } from '../../src/dify.ts'
import { ExecutorService, readResults } from '../../src/index.ts'
import { collect } from '../support/collect.ts'
import { httpModel } from '../support/http-model.ts'
import { startModelServer } from '../support/model-server.ts'
import { manyCases, planRuns } from '../support/plan-runs.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A proxy loses some answers, and some requests. */
const gatewayFaults = { bad_gateway: 0.01, gateway_timeout: 0.01, lost_connection: 0.01, maintenance: 0.01 }

test.each(['0.15.3', '1.12.1'])(
  '200 cases of 3 variants on Dify %s, with broken streams, lost answers, limits, failures and a session that ends: every result once, and nothing left',
  async (version) => {
    const folder = await temporaryFolder()
    await using models = await startModelServer()
    const random = createRandom(version)
    await using stub = await startDifyStub({
      version,
      runtime: { models: httpModel(models.url) },
      faults: { dropped_stream: 0.05, limit: 0.1, server_error: 0.02, ...gatewayFaults },
      random: () => random.next(),
    })
    stub.faults.next('expired_token')
    const config = difyConfigSchema.parse({ base_url: stub.url, auth: stub.account })
    const ledgerFolder = join(folder, 'deployments')
    {
      await using target = new DifyTarget({ config, ledgerFolder })
      const service = new ExecutorService({ runs: join(folder, 'runs'), target })
      const runs = await planRuns({
        folder,
        cases: manyCases(200),
        prompts: ['Be short.', 'Be kind.'],
        execution: { max_concurrency: 8, retry: { max_attempts: 8, initial_delay_ms: 50, max_delay_ms: 500 } },
      })
      await collect(service.executeTestPlan(runs, { runId: 'run' }))
    }
    const results = await collect(readResults(join(folder, 'runs', 'run')))

    expect(new Set(results.map(({ variant_id, case_id }) => `${variant_id} ${case_id}`)).size).toBe(600)
    expect(results).toHaveLength(600)
    expect(results.filter(({ status }) => status !== 'passed')).toEqual([])
    expect(stub.workspace.runs.size).toBe(600)
    const { counts } = stub.faults
    const kinds = ['dropped_stream', 'limit', 'server_error', 'expired_token', ...Object.keys(gatewayFaults)]
    expect(kinds.filter((kind) => counts[kind as keyof typeof counts] === 0)).toEqual([])
    expect(stub.workspace.apps.size).toBe(0)
    expect(await readdir(ledgerFolder)).toEqual([])
  },
  120_000,
)
