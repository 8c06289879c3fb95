import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InfrastructureError, type TestResult } from '@autoopt/collector'
import { expect, test } from 'vitest'
import type { PlannedRun } from '../../src/manifest/planned-run.ts'
import {
  type ExecuteTestPlanOptions,
  ExecutorService,
  type ExecutorServiceOptions,
} from '../../src/run/executor-service.ts'
import { readResults } from '../../src/run/read-results.ts'
import type { RunProgress } from '../../src/run/run-progress.ts'
import { summarizeRun } from '../../src/run/summarize-run.ts'
import { collect } from '../support/collect.ts'
import { manyCases, planRuns } from '../support/plan-runs.ts'
import { type Answer, stubTarget } from '../support/stub-target.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

interface Scene extends ExecuteTestPlanOptions {
  readonly folder: string
  readonly answer?: Answer
  readonly service?: Partial<ExecutorServiceOptions>
}

/** Runs a plan to its end. */
async function run(
  runs: readonly PlannedRun[],
  { folder, answer, service, ...options }: Scene,
): Promise<RunProgress[]> {
  await using target = stubTarget(answer)
  return await collect(
    new ExecutorService({ runs: join(folder, 'runs'), target, ...service }).executeTestPlan(runs, options),
  )
}

function resultsOf(events: readonly RunProgress[]): TestResult[] {
  return events.flatMap((event) => (event.type === 'case-finished' ? [event.result] : []))
}

function endOf(events: readonly RunProgress[]) {
  const end = events.at(-1)
  if (end?.type !== 'run-finished') throw new Error('The run told no end')
  return end
}

const network = () => new InfrastructureError('the server is gone', { class: 'network' })
const quick = { retry: { initial_delay_ms: 1, max_delay_ms: 2 } }

test('a run tells its start, each result and its end, and its folder holds the same', async () => {
  const folder = await temporaryFolder()
  const cases = [
    { case_id: 'good', inputs: { question: 'yes' }, assertions: [{ type: 'contains', value: 'yes' }] },
    { case_id: 'bad', inputs: { question: 'no' }, assertions: [{ type: 'contains', value: 'yes' }] },
  ] as never
  const events = await run(await planRuns({ folder, cases }), { folder, runId: 'first' })
  const { summary, folder: path } = endOf(events)

  expect(events.map(({ type }) => type)).toEqual(['run-started', 'case-finished', 'case-finished', 'run-finished'])
  expect(events[0]).toMatchObject({ expected: 2, finished: 0, record: { run_id: 'first' } })
  expect(resultsOf(events).map(({ case_id, status }) => [case_id, status])).toEqual([
    ['good', 'passed'],
    ['bad', 'failed'],
  ])
  expect(await collect(readResults(path))).toEqual(resultsOf(events))
  expect(summary).toMatchObject({
    complete: true,
    valid: true,
    expected: 2,
    finished: 2,
    metrics: { passed: 1, failed: 1 },
  })
  expect(JSON.parse(await readFile(join(path, 'summary.json'), 'utf8'))).toEqual(summary)
  expect(await summarizeRun(path)).toEqual(summary)
})

test('variants run a case one after the other, each time another one first, and repeats come last', async () => {
  const folder = await temporaryFolder()
  const order: string[] = []
  const runs = await planRuns({
    folder,
    cases: manyCases(2),
    prompts: ['Short.', 'Long.'],
    execution: { max_concurrency: 1, repeat: 2 },
  })
  await run(runs, {
    folder,
    answer: ({ caseId, repeat }, { id }) => {
      order.push(`${repeat} ${caseId} ${id}`)
      return {}
    },
  })

  expect(order).toEqual([
    '0 c0 baseline',
    '0 c0 v1',
    '0 c0 v2',
    '0 c1 v1',
    '0 c1 v2',
    '0 c1 baseline',
    '1 c0 v1',
    '1 c0 v2',
    '1 c0 baseline',
    '1 c1 v2',
    '1 c1 baseline',
    '1 c1 v1',
  ])
})

test('a conversation is held turn by turn, and ends when a turn fails', async () => {
  const folder = await temporaryFolder()
  const asked: unknown[] = []
  const turns = [{ query: 'one' }, { query: 'two', inputs: { question: 'new' } }, { query: 'three' }]
  const runs = await planRuns({ folder, cases: [{ case_id: 'talk', inputs: { question: 'old' }, turns }] as never })
  const events = await run(runs, {
    folder,
    answer: ({ query, conversationId, inputs }) => {
      asked.push([query, conversationId, inputs])
      return {
        conversation_id: 'abc',
        answer: `to ${query}`,
        ...(query === 'two' ? { status: 'failed', error: 'no' } : {}),
      }
    },
  })

  expect(asked).toEqual([
    ['one', undefined, { question: 'old' }],
    ['two', 'abc', { question: 'new' }],
  ])
  expect(resultsOf(events)[0]).toMatchObject({
    status: 'error',
    score: 0,
    turns: [{ answer: 'to one' }, { answer: 'to two' }],
  })
})

test('a run that the workflow fails scores 0; one that the infrastructure fails has no score', async () => {
  const folder = await temporaryFolder()
  const runs = await planRuns({ folder, execution: { ...quick, max_error_rate: 0.2 } })
  const events = await run(runs, {
    folder,
    answer: ({ caseId }) => {
      if (caseId === 'c0') return { status: 'failed', error: 'a node failed', outputs: null }
      if (caseId === 'c1') throw network()
      return {}
    },
  })
  const { summary } = endOf(events)

  expect(resultsOf(events).map(({ case_id, status, score, attempts }) => [case_id, status, score, attempts])).toEqual(
    expect.arrayContaining([
      ['c0', 'error', 0, 1],
      ['c1', 'infra_error', null, 4],
      ['c2', 'passed', 1, 1],
    ]),
  )
  expect(summary).toMatchObject({ valid: false, metrics: { avg_score: 0.5, infra_errors: 1 } })
  expect(summary.findings.join(' ')).toContain('not valid')
})

test('a resumed run runs what was lost or not begun, and nothing that is finished', async () => {
  const folder = await temporaryFolder()
  const asked: string[] = []
  const options = { folder, cases: manyCases(20), prompts: ['Short.'], execution: { ...quick, max_concurrency: 2 } }
  const runs = await planRuns({ ...options, execution: { ...options.execution, stop: { max_duration_ms: 60_000 } } })
  const drain = new AbortController()
  const first = await run(runs, {
    folder,
    drain: drain.signal,
    answer: ({ caseId }, { id }) => {
      asked.push(`${caseId} ${id}`)
      if (caseId === 'c2') throw network()
      if (caseId === 'c8') drain.abort()
      return {}
    },
  })
  const { folder: path, summary: partial } = endOf(first)
  const kept = resultsOf(first).filter(({ status }) => status !== 'infra_error')
  asked.length = 0
  const second = await run(runs, {
    folder,
    resume: path,
    answer: ({ caseId }, { id }) => {
      asked.push(`${caseId} ${id}`)
      return {}
    },
  })
  const whole = await run(runs, { folder, runId: endOf(second).summary.run_id.replace(/^/u, 'x') })

  expect(partial).toMatchObject({ complete: false, expected: 40 })
  expect(first.some((event) => event.type === 'stopped' && event.reason.kind === 'drained')).toBe(true)
  expect(second[0]).toMatchObject({ type: 'run-started', finished: kept.length })
  expect(asked).toHaveLength(40 - kept.length)
  expect(asked.filter((one) => kept.some(({ case_id, variant_id }) => one === `${case_id} ${variant_id}`))).toEqual([])
  expect({ ...endOf(second).summary, run_id: '' }).toEqual({ ...endOf(whole).summary, run_id: '' })
})

test('a run does not go on with other cases, app files, variants or repeats, and says what changed', async () => {
  const folder = await temporaryFolder()
  const begun = endOf(await run(await planRuns({ folder }), { folder }))
  const changed = async (options: object): Promise<RunProgress[]> =>
    run(await planRuns({ folder, ...options }), { folder, resume: begun.folder })

  await expect(changed({ cases: manyCases(4) })).rejects.toThrow(
    /cannot be resumed.*the cases of workflow app changed \(3, now 4\)/u,
  )
  await expect(changed({ system: 'Other.' })).rejects.toThrow(/the app file app\.yml of workflow app changed/u)
  await expect(changed({ prompts: ['Short.'] })).rejects.toThrow(/variant v1 of workflow app was added/u)
  await expect(changed({ execution: { repeat: 2 } })).rejects.toMatchObject({ code: 'EXEC-RESUME-001' })
})

test('a run may go on with other limits', async () => {
  const folder = await temporaryFolder()
  const limited = await planRuns({ folder, execution: { max_concurrency: 1, stop: { max_calls: 2 } } })
  const stopped = await run(limited, { folder })
  const resumed = await run(await planRuns({ folder }), { folder, resume: endOf(stopped).folder })

  expect(stopped.find(({ type }) => type === 'stopped')).toMatchObject({ reason: { kind: 'max_calls' } })
  expect(endOf(stopped).summary.finished).toBe(2)
  expect(endOf(resumed).summary).toMatchObject({ complete: true, finished: 3 })
})

test.each([
  [{ max_calls: 10 }, 'max_calls'],
  [{ max_tokens: 150 }, 'max_tokens'],
  [{ max_cost_usd: 0.1 }, 'max_cost_usd'],
])('a limit on spending holds although cases run at the same time: %o', async (stop, kind) => {
  const folder = await temporaryFolder()
  const runs = await planRuns({ folder, cases: manyCases(50), execution: { max_concurrency: 4, stop } })
  const events = await run(runs, { folder })

  expect(events.find(({ type }) => type === 'stopped')).toMatchObject({ reason: { kind } })
  expect(endOf(events).summary.finished).toBe(10)
})

test('a limit in dollars ends a run of unknown price, and says why', async () => {
  const folder = await temporaryFolder()
  const runs = await planRuns({ folder, execution: { max_concurrency: 1, stop: { max_cost_usd: 1 } } })
  const events = await run(runs, { folder, answer: () => ({ total_cost_usd: null }) })

  expect(events.find(({ type }) => type === 'stopped')).toMatchObject({
    reason: { kind: 'max_cost_usd', message: expect.stringContaining('price') },
  })
})

test('enough failed cases end a run', async () => {
  const folder = await temporaryFolder()
  const runs = await planRuns({
    folder,
    cases: manyCases(50),
    execution: { max_concurrency: 1, stop: { max_failed_cases: 3 } },
  })
  const events = await run(runs, { folder, answer: () => ({ status: 'failed', error: 'no' }) })

  expect(events.find(({ type }) => type === 'stopped')).toMatchObject({ reason: { kind: 'max_failed_cases' } })
  expect(endOf(events).summary.finished).toBe(3)
})

test('a judge that fails for a passing reason is asked again, and the workflow does not run again', async () => {
  const folder = await temporaryFolder()
  let runsOfWorkflow = 0
  let judgements = 0
  const events = await run(await planRuns({ folder, cases: manyCases(1), execution: quick }), {
    folder,
    answer: () => {
      runsOfWorkflow += 1
      return {}
    },
    service: {
      judge: async (outcomes) => {
        judgements += 1
        if (judgements < 3) throw network()
        return outcomes.map(() => [])
      },
    },
  })

  expect({ runsOfWorkflow, judgements }).toEqual({ runsOfWorkflow: 1, judgements: 3 })
  expect(resultsOf(events)[0]).toMatchObject({ status: 'passed', attempts: 3 })
})

test('an assertion that needs what is not configured ends the run, and says what to configure', async () => {
  const folder = await temporaryFolder()
  const cases = [{ case_id: 'a', assertions: [{ type: 'llm-rubric', value: 'is polite' }] }] as never

  await expect(run(await planRuns({ folder, cases }), { folder })).rejects.toMatchObject({ code: 'COLLECT-PORT-001' })
})

test('two processes do not write to one run', async () => {
  const folder = await temporaryFolder()
  const runs = await planRuns({ folder })
  const service = new ExecutorService({ runs: join(folder, 'runs'), target: stubTarget() })
  let seen: unknown
  for await (const event of service.executeTestPlan(runs)) {
    if (event.type !== 'run-started') continue
    seen = await run(runs, { folder, resume: event.folder }).catch((error: unknown) => error)
  }

  expect(seen).toMatchObject({ code: 'EXEC-LOCK-001', message: expect.stringContaining(`process ${process.pid}`) })
})

test('a folder without a run cannot be resumed', async () => {
  const folder = await temporaryFolder()
  const runs = await planRuns({ folder })

  await expect(run(runs, { folder, resume: folder })).rejects.toThrow(/holds no run: it has no manifest.json/u)
  await writeFile(join(folder, 'manifest.json'), '{"format": 2}')
  await expect(run(runs, { folder, resume: folder })).rejects.toMatchObject({ code: 'EXEC-RUN-001' })
})

test('a new run does not write over another one', async () => {
  const folder = await temporaryFolder()
  const runs = await planRuns({ folder })
  await run(runs, { folder, runId: 'one' })

  await expect(run(runs, { folder, runId: 'one' })).rejects.toMatchObject({ code: 'EXEC-RUN-002' })
  await expect(run([], { folder })).rejects.toMatchObject({ code: 'EXEC-PLAN-001' })
})

test('a run without cases ends at once, and says so', async () => {
  const folder = await temporaryFolder()
  const events = await run(await planRuns({ folder, onlyCases: () => false }), { folder })

  expect(events.map(({ type }) => type)).toEqual(['run-started', 'run-finished'])
  expect(endOf(events).summary).toMatchObject({
    complete: true,
    expected: 0,
    findings: [expect.stringContaining('No case')],
  })
})

test('a variant of half the weight runs on about half of the cases, all of which the others run on too', async () => {
  const folder = await temporaryFolder()
  const runs = await planRuns({ folder, cases: manyCases(200), prompts: ['Short.', 'Long.'], weights: [1, 0.5] })
  const results = resultsOf(await run(runs, { folder, service: {} }))
  const casesOf = (id: string) => results.filter(({ variant_id }) => variant_id === id).map(({ case_id }) => case_id)

  expect([casesOf('baseline').length, casesOf('v1').length]).toEqual([200, 200])
  expect(casesOf('v2').length).toBe(runs[2]?.manifest.case_count)
  expect(Math.abs(casesOf('v2').length - 100)).toBeLessThan(25)
})
