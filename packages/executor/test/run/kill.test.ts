import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createRandom, type TestResult } from '@autoopt/collector'
import { expect, test } from 'vitest'
import { readResults } from '../../src/run/read-results.ts'
import { summarizeRun } from '../../src/run/summarize-run.ts'
import { collect } from '../support/collect.ts'
import { type ModelServer, startModelServer } from '../support/model-server.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { killCases, killExecution, type KillWorkerOptions } from './kill-plan.ts'

const kills = process.env['AUTOOPT_LONG'] === '1' ? 200 : 20
/** So that the run lasts longer than the kills. */
const longestLifeMs = kills > 100 ? 40 : 150
const script = fileURLToPath(new URL('kill-worker.ts', import.meta.url))

interface Worker {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  /** Resolves when the run has started, or the process has ended. */
  readonly started: Promise<unknown>
}

function startWorker(options: KillWorkerOptions): Worker {
  const child = spawn(process.execPath, ['--conditions=@autoopt/source', script, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const started = new Promise((resolve) => child.stdout.once('data', resolve))
  return { child, ended, started: Promise.race([started, ended]) }
}

/** Half of the kills fall on a process that starts, reads, locks and mends; the others on one that runs cases. */
async function killAtRandom({ child, started, ended }: Worker, random: () => number): Promise<number | null> {
  if (random() < 0.3) await delay(random() * 900)
  else {
    await started
    await delay(random() * longestLifeMs)
  }
  child.kill('SIGKILL')
  const code = await ended
  if (code !== null && code !== 0) throw new Error(`A process ended with ${code}`)
  // Requests that are still on their way belong to this process.
  await delay(10)
  return code
}

async function resultsIn(folder: string): Promise<TestResult[]> {
  return collect(readResults(folder))
}

test(
  `${kills} kills of a run of 300 cases cost no result, repeat no finished case, and change no figure`,
  async () => {
    const random = createRandom(5)
    const folder = await temporaryFolder()
    await using server = await startModelServer()
    const url = server.url
    const path = join(folder, 'runs', 'run')
    const first = startWorker({ folder, url })
    await first.started
    let worker = first
    let done = 0
    for (; done < kills; done += 1) {
      const asked = server.questions.length
      const code = await killAtRandom(worker, () => random.next())
      if (code === 0) break
      await checkKill(server, path, asked)
      worker = startWorker({ folder, url, resume: path })
    }
    expect(await worker.ended).toBe(0)

    const whole = await temporaryFolder()
    expect(await startWorker({ folder: whole, url }).ended).toBe(0)
    const results = await resultsIn(path)
    expect(done).toBe(kills)
    expect(results.map(({ case_id }) => case_id).toSorted()).toEqual(
      killCases.map(({ case_id = '' }) => case_id).toSorted(),
    )
    expect(withoutTimes(await summarizeRun(path))).toEqual(withoutTimes(await summarizeRun(join(whole, 'runs', 'run'))))
    process.stdout.write(`${kills} kills: ${server.questions.length - 300} calls for 300 results\n`)
  },
  kills * 30_000,
)

/** What was asked by the process that was killed and has no result was under way. */
async function checkKill(server: ModelServer, path: string, asked: number): Promise<void> {
  const finished = new Set((await resultsIn(path)).map(({ case_id }) => case_id.replace('c', 'q')))
  const lost = server.questions.slice(asked).filter((question) => !finished.has(question))

  expect(lost.length).toBeLessThanOrEqual(killExecution.max_concurrency ?? 0)
  expect(new Set(lost).size).toBe(lost.length)
}

/** A summary without how long runs took, which no two runs have in common. */
function withoutTimes(summary: unknown): unknown {
  const timed = new Set(['execution_ms', 'avg_execution_time'])
  return JSON.parse(JSON.stringify(summary, (key, value: unknown) => (timed.has(key) ? undefined : value)))
}
