import { InfrastructureError } from '@autoopt/collector'
import type { RunTrace } from '@autoopt/trace'
import { describe, expect, test } from 'vitest'
import { LocalTarget } from '../../src/target/local-target.ts'
import { testWorkflowTarget } from '../../src/testing/workflow-target.ts'
import { modelApp } from '../support/model-app.ts'
import { scriptedModel, statusError } from '../support/scripted-model.ts'

testWorkflowTarget('LocalTarget', async () => ({
  target: new LocalTarget({
    models: scriptedModel(async ({ prompt, abortSignal }) => {
      if (JSON.stringify(prompt).includes('unavailable')) throw statusError(503)
      return new Promise((_, reject) => abortSignal?.addEventListener('abort', () => reject(new Error('stopped'))))
    }),
  }),
  unavailable: modelApp({ system: 'unavailable' }),
  endless: modelApp({ system: 'endless' }),
}))

/** Runs an app whose model fails in this way. */
async function runFailing(error: Error, data?: Readonly<Record<string, unknown>>): Promise<RunTrace> {
  await using target = new LocalTarget({
    models: scriptedModel(() => {
      throw error
    }),
  })
  const dsl = modelApp(data === undefined ? {} : { data })
  await using deployment = await target.prepare({ id: 'baseline', workflowId: 'wf', dsl })
  return await deployment.run({ inputs: {}, caseId: 'a', repeat: 0 }, { signal: new AbortController().signal })
}

const coded = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`failed as ${code}`), { code, ...more })

describe('failures of models', () => {
  test.each([
    ['rate_limit', statusError(429, { 'retry-after': '7' }), 7000],
    ['rate_limit', coded('LLM-RATE-001', { retryAfterMs: 250 }), 250],
    ['server', statusError(500), undefined],
    ['server', coded('LLM-CIRCUIT-001'), undefined],
    ['auth', statusError(401), undefined],
    ['quota', coded('LLM-QUOTA-001'), undefined],
    ['budget', coded('LLM-BUDGET-001'), undefined],
    ['network', new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }), undefined],
    ['server', Object.assign(new Error('gave up'), { lastError: statusError(502) }), undefined],
  ] as const)('%s is a failure of the infrastructure, with what the server asked for', async (kind, error, wait) => {
    await expect(runFailing(error)).rejects.toMatchObject({
      code: InfrastructureError.code,
      class: kind,
      nodeId: 'llm',
      retryAfterMs: wait,
    })
  })

  test('a full rate limit is not the business of the error strategy of a node', async () => {
    const strategy = {
      error_strategy: 'default-value',
      default_value: [{ key: 'text', type: 'string', value: 'sorry' }],
    }

    await expect(runFailing(statusError(429), strategy)).rejects.toMatchObject({ class: 'rate_limit' })
  })

  test.each([statusError(400), coded('LLM-REQUEST-001')])(
    'a refused request is a failure of the run',
    async (error) => {
      const trace = await runFailing(error)

      expect(trace).toMatchObject({ status: 'failed', error: error.message })
    },
  )

  test('a refused request is the business of the error strategy of its node', async () => {
    const strategy = {
      error_strategy: 'default-value',
      default_value: [{ key: 'text', type: 'string', value: 'sorry' }],
    }

    expect(await runFailing(statusError(400), strategy)).toMatchObject({ outputs: { answer: 'sorry' } })
  })

  test('a missing model is a failure of the set-up, and says what to do', async () => {
    await using target = new LocalTarget()
    await using deployment = await target.prepare({ id: 'baseline', workflowId: 'wf', dsl: modelApp() })
    const run = deployment.run({ inputs: {}, caseId: 'a', repeat: 0 }, { signal: new AbortController().signal })

    await expect(run).rejects.toMatchObject({ code: InfrastructureError.code, class: 'other', retryable: false })
    await expect(run).rejects.toThrow(/pass it in the options/u)
  })
})

test('an ended conversation cannot go on', async () => {
  const { echo } = await import('../../src/testing/sample-apps.ts')
  await using target = new LocalTarget()
  await using deployment = await target.prepare({ id: 'baseline', workflowId: 'wf', dsl: echo })
  const call = { signal: new AbortController().signal }
  const request = { inputs: {}, query: 'hello', caseId: 'a', repeat: 0 }
  const { conversation_id: conversationId = '' } = await deployment.run(request, call)
  await deployment.endConversation?.(conversationId)

  await expect(deployment.run({ ...request, conversationId }, call)).rejects.toThrow(/is over/u)
})
