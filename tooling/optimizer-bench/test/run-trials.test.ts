import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runTrials } from '../src/run-trials.ts'
import { TrialFile } from '../src/trial-file.ts'
import type { TrialOrder } from '../src/work.ts'

const execArgv = ['--conditions=@autoopt/source']
const folder = mkdtempSync(join(tmpdir(), 'autoopt-bench-'))
afterAll(() => rmSync(folder, { recursive: true }))

const common = { salt: 'tests', budget: 60, quality: 'medium', seed: 0 } as const
const orders: TrialOrder[] = [
  { ...common, family: 'F1', contender: 'best-of-n' },
  { ...common, family: 'F12', contender: 'best-of-n' },
  { ...common, family: 'F12', contender: 'random search' },
]

test('trials are run once: what a file holds is not run again, and a torn last line is cut off', async () => {
  const path = join(folder, 'trials.jsonl')
  const ran: string[] = []
  const run = () =>
    runTrials(orders, { jobs: 2, file: new TrialFile(path), onTrial: ({ world }) => ran.push(world), execArgv })
  const first = await run()
  expect(first.map(({ world, contender }) => `${world} ${contender}`)).toEqual([
    'f1-0 best-of-n',
    'f12-0 best-of-n',
    'f12-0 random search',
  ])
  const lines = readFileSync(path, 'utf8')
  appendFileSync(path, '{"order":{"contend')
  expect(await run()).toEqual(first)
  expect(readFileSync(path, 'utf8')).toBe(lines)
  expect(ran).toHaveLength(6)
})

test('a trial that fails ends the run and names itself', async () => {
  const order = { ...common, family: 'F1', contender: 'nobody' } as const
  const run = runTrials([order], { jobs: 1, file: new TrialFile(undefined), onTrial: () => undefined, execArgv })
  await expect(run).rejects.toThrow('The trial of nobody in F1-0 failed.')
})
