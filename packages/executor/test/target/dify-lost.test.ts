import { InfrastructureError } from '@autoopt/collector'
import { difyConfigSchema } from '@autoopt/config'
import { type FaultKind, startDifyStub } from '@autoopt/dify-stub'
import { describe, expect, it } from 'vitest'
import { DifyTarget } from '../../src/dify.ts'
import { greeter } from '../../src/testing/sample-apps.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Runs the greeter once on a server with a fault. @returns what came of it and how many runs the server has begun. */
async function runWith(fault: FaultKind, version: string) {
  await using stub = await startDifyStub({ version })
  const config = difyConfigSchema.parse({ base_url: stub.url, auth: stub.account })
  await using target = new DifyTarget({ config, ledgerFolder: await temporaryFolder(), patienceMs: 1500 })
  const deployment = await target.prepare({ id: 'baseline', workflowId: 'wf', dsl: greeter }, {})
  stub.faults.next(fault)
  const run = deployment.run(
    { inputs: { name: 'Ada' }, caseId: 'a', repeat: 0 },
    { signal: new AbortController().signal },
  )
  const outcome: unknown = await run.catch((error: unknown) => error)
  expect(stub.faults.counts[fault]).toBe(1)
  return { outcome, runs: stub.workspace.runs.size }
}

describe.each(['0.15.3', '1.12.1'])('a run on Dify %s', (version) => {
  it.each(['bad_gateway', 'gateway_timeout', 'lost_connection'] as const)(
    'whose answer was lost by %s is found, with its nodes',
    async (fault) => {
      const { outcome, runs } = await runWith(fault, version)
      expect(outcome).toMatchObject({
        status: 'succeeded',
        outputs: { hello: 'Ada' },
        nodes: [
          { node_id: 'start', status: 'succeeded' },
          { node_id: 'end', status: 'succeeded' },
        ],
      })
      expect(runs).toBe(1)
    },
  )

  it.each([
    ['maintenance', { class: 'server', retryable: true, retryAfterMs: 0 }],
    ['server_error', { class: 'server', retryable: true }],
    ['limit', { class: 'rate_limit', retryable: true }],
    ['gateway_down', { class: 'server', retryable: version === '1.12.1' }],
    ['unavailable', { class: 'server', retryable: version === '1.12.1' }],
    ['refused_connection', { class: 'network', retryable: false }],
  ] as const)(
    'that did not begin because of %s may be tried again only where that is certain',
    async (fault, facts) => {
      const { outcome, runs } = await runWith(fault, version)
      expect(outcome).toBeInstanceOf(InfrastructureError)
      expect(outcome).toMatchObject(facts)
      expect(String(outcome).includes('Whether the run began is not known')).toBe(!facts.retryable)
      expect(runs).toBe(0)
    },
  )
})
