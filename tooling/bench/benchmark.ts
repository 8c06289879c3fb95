/**
 * Compares a subject with a floor (or a peer) in one run and holds the ratio to a claim.
 *
 * 1. Both are warmed up, and a repeat count is chosen for each so that one sample takes at least 20 ms.
 * 2. Rounds are interleaved: floor, subject, floor, subject … so that a slow spell of the machine hits both.
 * 3. The ratio is taken inside each round; the median of the rounds is judged. Absolute times are never judged.
 */
import { cpus } from 'node:os'
import { performance } from 'node:perf_hooks'

export interface Contender {
  readonly name: string
  readonly run: () => unknown
  /** Bytes that one run works through; prints MB/s. */
  readonly bytes?: number
}

export interface Benchmark {
  readonly title: string
  /** The median of subject time ÷ floor time must not be above it. */
  readonly claim: { readonly ratio: number }
  readonly subject: Contender
  readonly floor: Contender
  readonly rounds?: number
}

const sampleMs = 20

/** Runs a comparison, prints it, and makes the process fail when the claim does not hold. */
export async function benchmark({ title, claim, subject, floor, rounds = 15 }: Benchmark): Promise<void> {
  const floorRepeats = await chooseRepeats(floor)
  const subjectRepeats = await chooseRepeats(subject)
  const samples: { floor: number; subject: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    samples.push({ floor: await sample(floor, floorRepeats), subject: await sample(subject, subjectRepeats) })
  }

  const ratios = samples.map((pair) => pair.subject / pair.floor)
  const ratio = median(ratios)
  const holds = ratio <= claim.ratio
  console.log(
    [
      `${holds ? 'ok  ' : 'FAIL'} ${title}`,
      `     ${describe(
        subject,
        samples.map((pair) => pair.subject),
      )}`,
      `     ${describe(
        floor,
        samples.map((pair) => pair.floor),
      )}`,
      `     ratio ${ratio.toFixed(2)} (rounds ${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}), claim ≤ ${claim.ratio}`,
    ].join('\n'),
  )
  if (!holds) process.exitCode = 1
}

/** One line on the machine, to print above figures. */
export function machineFacts(): string {
  const [first] = cpus()
  return `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${first?.model.trim() ?? 'unknown CPU'}`
}

/** The middle value; of an even number the upper of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

async function chooseRepeats(contender: Contender): Promise<number> {
  await sample(contender, 1)
  const once = await sample(contender, 1)
  return Math.max(1, Math.ceil(sampleMs / Math.max(once, 0.001)))
}

/** @returns milliseconds for one run, averaged over the repeats. */
async function sample(contender: Contender, repeats: number): Promise<number> {
  const start = performance.now()
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const result = contender.run()
    if (result instanceof Promise) await result
  }
  return (performance.now() - start) / repeats
}

function describe(contender: Contender, times: readonly number[]): string {
  const time = median(times)
  const speed = contender.bytes === undefined ? '' : `, ${(contender.bytes / 1000 / time).toFixed(2)} MB/s`
  return `${contender.name}: ${time < 1 ? `${(time * 1000).toFixed(1)} µs` : `${time.toFixed(2)} ms`}${speed}`
}
