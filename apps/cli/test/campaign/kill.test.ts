import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createRandom } from '@autoopt/collector'
import { expect, test } from 'vitest'
import { runCli } from '../run-cli.ts'
import { writeWorld } from './write-world.ts'

const entry = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
const kills = process.env['AUTOOPT_LONG'] === '1' ? 100 : 4
const begin = [
  'app.yml',
  '--cases',
  'cases.jsonl',
  '--model',
  'simulated:f3-7',
  '--budget',
  'light',
  '-j',
  '2',
] as const
/** A process is killed before it has recorded more than so much. */
const mostRecords = 40

interface Report extends Record<
  'verdict' | 'stop_reason' | 'baseline_score' | 'variant_score' | 'learned' | 'edits' | 'patches' | 'rounds',
  unknown
> {
  readonly folder: string
  readonly spent: { readonly calls: number; readonly runs: number }
}

async function newWorld(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kill-'))
  await writeWorld(folder, 'f3-7')
  return folder
}

/** What must not depend on kills; how long things took and what was in flight do. */
function comparable(report: Report): object {
  const { verdict, stop_reason, baseline_score, variant_score, learned, edits, patches, rounds, spent } = report
  return { verdict, stop_reason, baseline_score, variant_score, learned, edits, patches, rounds, runs: spent.runs }
}

/** The whole lines of a file of the campaign in a folder. */
async function linesOf(folder: string, name: string): Promise<string[]> {
  const id = (await readdir(join(folder, 'runs')).catch((): string[] => [])).find((one) => one.startsWith('optimize-'))
  const text = await readFile(join(folder, 'runs', id ?? '', name), 'utf8').catch(() => '')
  return text.split('\n').slice(0, -1)
}

/** Runs until so many more records are in the journal, then kills; false when the campaign ended before. */
async function killAfter(folder: string, flags: readonly string[], records: number): Promise<boolean> {
  const child = spawn(process.execPath, ['--conditions=@autoopt/source', entry, 'optimize', ...flags], {
    cwd: folder,
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  const until = (await linesOf(folder, 'journal.jsonl')).length + records
  while (child.exitCode === null && (await linesOf(folder, 'journal.jsonl')).length < until) await wait(10)
  child.kill('SIGKILL')
  const [code] = (await exited) as [number | null]
  return code === null
}

/** Names of the runs that a journal holds. */
function runsIn(journal: readonly string[]): string[] {
  return journal.flatMap((line) => {
    const { kind, result } = JSON.parse(line) as { readonly kind: string; readonly result?: Record<string, unknown> }
    return kind === 'result' ? [JSON.stringify([result?.['variant_id'], result?.['case_id'], result?.['repeat']])] : []
  })
}

test(
  `campaigns of the command line that are killed at ${kills} random points come to the same end, and repeat only what was in flight`,
  { timeout: 120_000 + kills * 20_000 },
  async () => {
    const random = createRandom('kills of the command line')
    const calm = await newWorld()
    const whole = JSON.parse((await runCli(calm, 'optimize', ...begin, '--json')).stdout) as Report
    let wasted = 0
    for (let killed = 0; killed < kills;) {
      const folder = await newWorld()
      let flags: readonly string[] = begin
      while (killed < kills && (await killAfter(folder, flags, 1 + random.below(mostRecords)))) {
        killed += 1
        if ((await linesOf(folder, 'journal.jsonl')).length > 0) flags = ['--resume']
      }
      const report = JSON.parse((await runCli(folder, 'optimize', '--resume', '--json')).stdout) as Report
      expect(comparable(report)).toEqual(comparable(whole))
      const runs = runsIn(await linesOf(folder, 'journal.jsonl'))
      expect(new Set(runs).size).toBe(runs.length)
      const begun = (await linesOf(folder, 'spent.jsonl')).filter((line) => line.includes('"begin"')).length
      expect(report.spent.calls).toBe(begun)
      wasted += begun - whole.spent.calls
    }
    // At most what was in flight: two runs of three calls each, or the questions of four chains.
    expect(wasted).toBeGreaterThanOrEqual(0)
    expect(wasted).toBeLessThanOrEqual(6 * kills)
  },
)
