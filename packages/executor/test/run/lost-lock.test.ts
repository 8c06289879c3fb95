import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ExecutorService } from '../../src/run/executor-service.ts'
import { readResults } from '../../src/run/read-results.ts'
import type { RunProgress } from '../../src/run/run-progress.ts'
import { collect } from '../support/collect.ts'
import { manyCases, planRuns } from '../support/plan-runs.ts'
import { stubTarget } from '../support/stub-target.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Of another process that lives as long as this one does. */
const others = JSON.stringify({
  token: 'other',
  pid: process.ppid,
  host: hostname(),
  since: '2026-01-01T00:00:00.000Z',
})

/** Runs until the third case hangs, then does something to the lock, and gives what came of it. */
async function loseLock(lose: (lock: string) => Promise<void>) {
  const folder = await temporaryFolder()
  const path = join(folder, 'runs', 'run')
  const asked: string[] = []
  const stopped: string[] = []
  const target = stubTarget(async ({ caseId }, _, { signal }) => {
    asked.push(caseId)
    if (asked.length < 3) return {}
    await lose(join(path, 'writer.lock'))
    await delay(60_000, undefined, { signal }).catch(() => stopped.push(caseId))
    // A target that answers although it was told to stop.
    return {}
  })
  const runs = await planRuns({ folder, cases: manyCases(10), execution: { max_concurrency: 1 } })
  const service = new ExecutorService({ runs: join(folder, 'runs'), target })
  const events: RunProgress[] = []
  const running = (async () => {
    for await (const event of service.executeTestPlan(runs, { runId: 'run' })) events.push(event)
  })()
  const failure = await running.catch((error: unknown) => error)
  return { folder, path, runs, asked, stopped, events, failure }
}

test('a run whose lock another process took stops, says so, and touches neither results nor lock any more', async () => {
  const { path, asked, stopped, events, failure } = await loseLock(async (lock) => writeFile(lock, others))

  expect(failure).toMatchObject({ code: 'EXEC-LOCK-002', context: { folder: path } })
  expect(events.map(({ type }) => type)).toEqual(['run-started', 'case-finished', 'case-finished'])
  expect([asked, stopped]).toEqual([['c0', 'c1', 'c2'], ['c2']])
  expect((await collect(readResults(path))).map(({ case_id }) => case_id)).toEqual(['c0', 'c1'])
  expect(await readFile(join(path, 'writer.lock'), 'utf8')).toBe(others)
  expect(await readdir(path)).not.toContain('summary.json')
}, 60_000)

test('a run whose lock was deleted stops too, and can be resumed to its end', async () => {
  const { folder, path, runs, failure } = await loseLock(async (lock) => rm(lock))
  const asked: string[] = []
  const target = stubTarget(({ caseId }) => {
    asked.push(caseId)
    return {}
  })
  const service = new ExecutorService({ runs: join(folder, 'runs'), target })
  const end = (await collect(service.executeTestPlan(runs, { resume: path }))).at(-1)

  expect(failure).toMatchObject({ code: 'EXEC-LOCK-002' })
  expect(asked).toEqual(['c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9'])
  expect(end).toMatchObject({ type: 'run-finished', summary: { complete: true, finished: 10 } })
}, 60_000)
