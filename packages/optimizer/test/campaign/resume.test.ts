import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRandom } from '@autoopt/collector'
import { expect, onTestFinished, test } from 'vitest'

const program = fileURLToPath(new URL('campaign-process.ts', import.meta.url))
const kills = process.env['AUTOOPT_LONG'] === '1' ? 100 : 10

/** Runs the program to its end or to its death, and returns what it printed. */
async function run(...parameters: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['--conditions=@autoopt/source', program, ...parameters], (error, stdout, stderr) => {
      if (error === null || error.signal === 'SIGKILL') resolve(stdout)
      else reject(new Error(stderr, { cause: error }))
    })
  })
}

async function lines(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1)
}

interface Line {
  readonly kind: string
  readonly result?: { readonly variant_id: string; readonly case_id: string; readonly repeat: number }
}

/** The runs that a journal holds, in the words of the ledger. */
async function recordedRuns(path: string): Promise<Set<string>> {
  const records = (await lines(path)).map((line) => JSON.parse(line) as Line)
  return new Set(
    records.flatMap(({ result }) =>
      result === undefined ? [] : [`${result.variant_id} ${result.case_id} ${result.repeat}`],
    ),
  )
}

test(
  `a campaign that is killed at ${kills} random points comes to the same end and pays for nothing again`,
  { timeout: kills * 6000 + 60_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'campaign-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const undisturbed = await run(join(folder, 'calm.jsonl'), join(folder, 'calm.ledger'))
    const payments = (await lines(join(folder, 'calm.ledger'))).length
    expect(payments).toBeGreaterThan(100)

    const random = createRandom('kills')
    let campaign = 0
    for (let killed = 0; killed < kills; campaign += 1) {
      const [journal, ledger] = [join(folder, `${campaign}.jsonl`), join(folder, `${campaign}.ledger`)]
      let printed = ''
      let recorded = new Set<string>()
      let paidBefore = 0
      while (printed === '') {
        const killAfter = killed < kills ? 1 + random.below(Math.ceil(payments / 3)) : 0
        printed = await run(journal, ledger, `${killAfter}`)
        killed += Number(printed === '')
        const paid = await lines(ledger)
        const again = paid.slice(paidBefore).filter((what) => recorded.has(what))
        expect(again).toEqual([])
        recorded = await recordedRuns(journal)
        paidBefore = paid.length
      }
      expect(JSON.parse(printed)).toEqual(JSON.parse(undisturbed))
      // What was in flight at a kill is all that is paid for twice: one run of each candidate in the race.
      const ledgerLines = await lines(ledger)
      expect(ledgerLines.length - new Set(ledgerLines).size).toBeLessThanOrEqual(8 * killed)
    }
  },
)
