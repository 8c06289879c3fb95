import { appendFile, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type TestResult, toTestResult } from '@autoopt/collector'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readResults } from '../../src/run/read-results.ts'
import { ResultLog } from '../../src/run/result-log.ts'
import { RunFolder } from '../../src/run/run-folder.ts'
import type { RunRecord } from '../../src/run/run-record.ts'
import { lockWriter } from '../../src/run/writer-lock.ts'
import { collect } from '../support/collect.ts'
import { planRuns, testCase } from '../support/plan-runs.ts'
import { stubTarget } from '../support/stub-target.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

async function recordIn(folder: string): Promise<RunRecord> {
  const runs = await planRuns({ folder })
  return {
    format: 1,
    run_id: 'run',
    created_at: '2026-01-01T00:00:00.000Z',
    manifests: runs.map(({ manifest }) => manifest),
  }
}

async function result(case_id: string, outputs: Record<string, unknown> = {}): Promise<TestResult> {
  await using target = stubTarget(() => ({ outputs }))
  await using deployment = await target.prepare({ id: 'baseline', workflowId: 'wf', dsl: '' }, {})
  const call = { signal: new AbortController().signal }
  const run = await deployment.run({ inputs: {}, caseId: case_id, repeat: 0 }, call)
  return toTestResult({
    manifestId: 'm',
    workflowId: 'wf',
    variantId: 'baseline',
    testCase: testCase({ case_id }),
    caseSha256: '0'.repeat(64),
    repeat: 0,
    runs: [run],
    assertions: [],
  })
}

/** A run folder with results of three cases, closed again. */
async function folderOfThree(): Promise<string> {
  const folder = await temporaryFolder()
  await using run = await RunFolder.create(folder, await recordIn(folder))
  for (const id of ['a', 'b', 'c']) await run.append(await result(id)).durable
  return run.path
}

async function reopened(path: string): Promise<string[]> {
  const ids: string[] = []
  const run = await RunFolder.open(path, ({ case_id }) => ids.push(case_id))
  await run[Symbol.asyncDispose]()
  return ids
}

describe('results', () => {
  test('any outputs come back as they were, whatever is in them', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'results.jsonl')
    // No variable is called __proto__, which objects of JavaScript do not hold as others.
    const outputs = fc.dictionary(
      fc.string({ unit: 'binary' }).filter((name) => name !== '__proto__'),
      fc.jsonValue(),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(outputs, { maxLength: 5 }), async (all) => {
        await rm(path, { force: true })
        const expected = await Promise.all(all.map(async (one, index) => result(`c${index}`, one)))
        const log = await ResultLog.open(path)
        await Promise.all(expected.map(async (one) => log.append(one).durable))
        await log[Symbol.asyncDispose]()

        expect(await collect(readResults(folder))).toEqual(JSON.parse(JSON.stringify(expected)))
      }),
      { numRuns: 50 },
    )
  })

  test('a torn last line is cut off, wherever it was torn', async () => {
    const path = await folderOfThree()
    const file = join(path, 'results.jsonl')
    const whole = await readFile(file)
    const ends = [...whole.keys()].filter((at) => whole[at] === 0x0a).map((at) => at + 1)
    const places = Array.from({ length: 40 }, (_, index) => Math.floor((whole.length * index) / 40))
    for (const length of [...places, ...ends, ...ends.map((end) => end - 1)]) {
      await writeFile(file, whole.subarray(0, length))
      const kept = ends.filter((end) => end <= length)

      expect(await reopened(path)).toEqual(['a', 'b', 'c'].slice(0, kept.length))
      expect((await readFile(file)).length).toBe(kept.at(-1) ?? 0)
    }
  })

  test('zeros that a power cut left behind are cut off', async () => {
    const path = await folderOfThree()
    await appendFile(join(path, 'results.jsonl'), Buffer.concat([Buffer.alloc(5000), Buffer.from('\n')]))

    expect(await reopened(path)).toEqual(['a', 'b', 'c'])
  })

  test('a damaged line in between is named, and nothing is changed', async () => {
    const path = await folderOfThree()
    const file = join(path, 'results.jsonl')
    const lines = (await readFile(file, 'utf8')).split('\n')
    const damaged = [lines[0], '{"case_id": "b"}', lines[2], ''].join('\n')
    await writeFile(file, damaged)

    await expect(reopened(path)).rejects.toThrow(/^Line 2 of .*results\.jsonl is no result/u)
    expect(await readFile(file, 'utf8')).toBe(damaged)
    await writeFile(file, [lines[0], lines[2], ''].join('\n'))
    expect(await reopened(path)).toEqual(['a', 'c'])
  })

  test.skipIf(process.platform !== 'linux')(
    'lines that cannot be written end in an error that names the file, and so does closing',
    async () => {
      const log = await ResultLog.open('/dev/full')
      const line = log.append(await result('a'))

      await expect(line.written).rejects.toMatchObject({ code: 'EXEC-RESULTS-002', context: { path: '/dev/full' } })
      await expect(line.durable).rejects.toMatchObject({ code: 'EXEC-RESULTS-002' })
      await expect(log.append(await result('b')).written).rejects.toMatchObject({ code: 'EXEC-RESULTS-002' })
      await expect(log[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'EXEC-RESULTS-002' })
    },
  )

  test('a folder that was closed holds nothing but the run', async () => {
    const path = await folderOfThree()

    expect((await readdir(path)).toSorted()).toEqual(['manifest.json', 'results.jsonl'])
  })
})

describe('the lock of a run', () => {
  const lock = { token: 't', pid: process.pid, host: hostname(), since: '2026-01-01T00:00:00.000Z' }

  test('one holder at a time, and the next one when it is released', async () => {
    const folder = await temporaryFolder()
    const first = await lockWriter(folder)

    await expect(lockWriter(folder)).rejects.toMatchObject({ code: 'EXEC-LOCK-001', context: { pid: process.pid } })
    await first[Symbol.asyncDispose]()
    await (await lockWriter(folder))[Symbol.asyncDispose]()
    expect(await readdir(folder)).toEqual([])
  })

  test('many that want it at once: one gets it', async () => {
    const folder = await temporaryFolder()
    // A process id that is surely gone: the largest there can be on Linux is below it.
    await writeFile(join(folder, 'writer.lock'), JSON.stringify({ ...lock, pid: 2 ** 22 + 7 }))
    const tries = await Promise.allSettled(Array.from({ length: 10 }, async () => lockWriter(folder)))
    const held = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))

    expect(held).toHaveLength(1)
    expect(held[0]?.lost.aborted).toBe(false)
    await held[0]?.[Symbol.asyncDispose]()
  })

  test('a lock of another host is left alone as long as it is renewed', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'writer.lock')
    await writeFile(path, JSON.stringify({ ...lock, host: 'elsewhere', pid: 2 ** 22 + 7 }))

    await expect(lockWriter(folder)).rejects.toThrow(/process 4194311 on elsewhere/u)
    await utimes(path, new Date(0), new Date(0))
    await (await lockWriter(folder))[Symbol.asyncDispose]()
  })
})
