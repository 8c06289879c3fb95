import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'

interface Cost {
  readonly finished: number
  readonly cpuMsPerCase: number
  readonly peakMb: number
}

const program = fileURLToPath(new URL('memory-worker.ts', import.meta.url))
const isLong = process.env['AUTOOPT_LONG'] === '1'

/** What a run took in a process of its own; `undefined` when its heap was too small. */
async function costOf(cases: number, flags: readonly string[] = []): Promise<Cost | undefined> {
  const folder = await temporaryFolder()
  const options = ['--conditions=@autoopt/source', ...flags, program, JSON.stringify({ folder, cases })]
  return new Promise((resolve, reject) => {
    execFile(process.execPath, options, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as Cost)
      else if (stderr.includes('heap')) resolve(undefined)
      else reject(error)
    })
  })
}

test('a run of 15,000 cases passes through a heap that could not hold their results', async () => {
  expect(await costOf(15_000, ['--max-old-space-size=48'])).toMatchObject({ finished: 15_000 })
}, 120_000)

/** V8 gives a process that works for long a larger nursery, whatever it keeps: 2 times 32 MB. */
const nurseryMb = 64

test.runIf(isLong)(
  'a run of 100,000 cases needs hardly more memory than one of 10,000',
  async () => {
    const [small, large] = [await costOf(10_000), await costOf(100_000)]
    process.stderr.write(`${JSON.stringify({ small, large })}\n`)

    expect(large?.finished).toBe(100_000)
    expect((large?.peakMb ?? Infinity) - (small?.peakMb ?? 0)).toBeLessThan(nurseryMb + 30)
  },
  600_000,
)
