import { join } from 'node:path'
import type { ExecutionOverrides } from '@autoopt/config'
import { expect, test } from 'vitest'
import { ExecutorService } from '../../src/run/executor-service.ts'
import { readResults } from '../../src/run/read-results.ts'
import type { RunProgress } from '../../src/run/run-progress.ts'
import { LocalTarget } from '../../src/target/local-target.ts'
import { collect } from '../support/collect.ts'
import { httpModel } from '../support/http-model.ts'
import { startModelServer } from '../support/model-server.ts'
import { manyCases, planRuns } from '../support/plan-runs.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

interface Scene {
  readonly folder: string
  readonly url: string
  readonly resume?: string
  readonly execution?: ExecutionOverrides
  readonly onCase?: (finished: number) => Promise<void>
}

/** Runs 100 cases on a model server. */
async function run({ folder, url, resume, execution = {}, onCase }: Scene) {
  await using target = new LocalTarget({ models: httpModel(url) })
  const service = new ExecutorService({ runs: join(folder, 'runs'), target })
  const runs = await planRuns({ folder, cases: manyCases(100), execution })
  const events: RunProgress[] = []
  for await (const event of service.executeTestPlan(runs, resume === undefined ? {} : { resume })) {
    events.push(event)
    if (event.type === 'case-finished') await onCase?.(event.finished)
  }
  const end = events.at(-1)
  if (end?.type !== 'run-finished') throw new Error('The run told no end')
  const stopped = events.find((event) => event.type === 'stopped')
  return { events, ...end, stopped }
}

const number = (question: string): number => Number(question.slice(1))

test('429 once on 20 % of 100 cases, without a header: no error', async () => {
  await using server = await startModelServer((question, times) =>
    number(question) % 5 === 0 && times === 1 ? { status: 429 } : {},
  )
  const { summary } = await run({ folder: await temporaryFolder(), url: server.url })

  expect(summary).toMatchObject({ complete: true, metrics: { passed: 100, infra_errors: 0 } })
  expect(server.questions).toHaveLength(120)
})

test('429 once on 20 % of 100 cases, with a header: each call waits as long as it was asked to', async () => {
  const refusedAt = new Map<string, number>()
  const waits: number[] = []
  await using server = await startModelServer((question, times) => {
    if (number(question) % 5 !== 0) return {}
    if (times === 2) waits.push(performance.now() - (refusedAt.get(question) ?? 0))
    refusedAt.set(question, performance.now())
    return times === 1 ? { status: 429, headers: { 'retry-after': '1' } } : {}
  })
  const { summary } = await run({ folder: await temporaryFolder(), url: server.url })

  expect(summary).toMatchObject({ complete: true, metrics: { passed: 100, infra_errors: 0 } })
  expect(waits).toHaveLength(20)
  expect(Math.min(...waits)).toBeGreaterThan(990)
})

test('500 once on 22 % of 100 cases: no error', async () => {
  await using server = await startModelServer((question, times) =>
    number(question) % 9 < 2 && times === 1 ? { status: 500 } : {},
  )
  const { summary } = await run({ folder: await temporaryFolder(), url: server.url })

  expect(summary).toMatchObject({ complete: true, metrics: { passed: 100, infra_errors: 0 } })
  expect(server.questions).toHaveLength(123)
})

test('a server that dies in the middle: the run stops, says why, and goes on when the server is back', async () => {
  const folder = await temporaryFolder()
  const server = await startModelServer()
  const first = await run({
    folder,
    url: server.url,
    onCase: async (finished) => {
      if (finished === 50) await server.die()
    },
  })
  await using back = await startModelServer()
  const second = await run({ folder, url: back.url, resume: first.folder })

  expect(first.stopped).toMatchObject({
    reason: { kind: 'target_down', message: expect.stringContaining('fetch failed') },
  })
  expect(first.events.filter(({ type }) => type === 'waiting').length).toBeGreaterThan(0)
  expect(first.summary.complete).toBe(false)
  expect(second.summary).toMatchObject({ complete: true, valid: true, finished: 100, metrics: { passed: 100 } })
  expect(back.questions).toHaveLength(100 - first.summary.metrics.passed)
})

test('a server that is never there: nothing is scored, and the run is not valid', async () => {
  const server = await startModelServer()
  await server.die()
  const { summary, stopped } = await run({
    folder: await temporaryFolder(),
    url: server.url,
    execution: { retry: { max_attempts: 1 } },
  })

  expect(stopped).toMatchObject({ reason: { kind: 'target_down' } })
  expect(summary).toMatchObject({ valid: false, metrics: { avg_score: null, infra_errors: 10 } })
})

test('a run that was stopped in the middle keeps what was finished, and drops what was not', async () => {
  const folder = await temporaryFolder()
  await using server = await startModelServer(() => ({}), 50)
  await using target = new LocalTarget({ models: httpModel(server.url) })
  const service = new ExecutorService({ runs: join(folder, 'runs'), target })
  const runs = await planRuns({ folder, cases: manyCases(100) })
  const abort = new AbortController()
  const events: RunProgress[] = []
  for await (const event of service.executeTestPlan(runs, { signal: abort.signal })) {
    events.push(event)
    if (event.type === 'case-finished' && event.finished === 10) abort.abort()
  }
  const end = events.at(-1)
  if (end?.type !== 'run-finished') throw new Error('The run told no end')
  const kept = await collect(readResults(end.folder))
  const rest = await collect(service.executeTestPlan(runs, { resume: end.folder }))

  expect(events.at(-2)).toMatchObject({ type: 'stopped', reason: { kind: 'aborted' } })
  expect(end.summary).toMatchObject({ complete: false, finished: kept.length, metrics: { infra_errors: 0 } })
  expect(kept.length).toBeGreaterThanOrEqual(10)
  expect(rest.filter(({ type }) => type === 'case-finished')).toHaveLength(100 - kept.length)
})
