/**
 * What running a plan costs beyond the answers, on one endpoint in a process of its own that takes a fixed time for each answer.
 *
 * `direct` is executor and collector with one request for each case; `autoopt run` has the local runtime and a model of `@autoopt/llm`
 * on top, and the start of the process; promptfoo stands beside it where AUTOOPT_BENCH_PROMPTFOO names its command. A share of a busy
 * machine says nothing about wall time, so it is held to its limits with AUTOOPT_BENCH_IDLE=1 alone. AUTOOPT_BENCH_LARGE=1 adds 10,000
 * cases to every row, and memory at 100,000. Processor time is judged on 10,000 cases: of 1,000, a third is spent on warming up.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { makeBenchFolder } from './run-plan/bench-folder.ts'
import { runCli, runDirect, runPromptfoo, type RunToMeasure, type Taken } from './run-plan/contenders.ts'

const { AUTOOPT_BENCH_PROMPTFOO: promptfoo, AUTOOPT_BENCH_LARGE: large, AUTOOPT_BENCH_IDLE: idle } = process.env
const contenders: readonly (readonly [name: string, run: (options: RunToMeasure) => Promise<Taken>])[] = [
  ['direct', runDirect],
  ['autoopt run', runCli],
  ...(promptfoo === undefined
    ? []
    : [['promptfoo', async (options: RunToMeasure) => runPromptfoo(promptfoo, options)] as const]),
]

const endpoint = spawn(process.execPath, [fileURLToPath(new URL('./run-plan/endpoint.ts', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const [port] = (await once(endpoint.stdout, 'data')) as [Buffer]
const urlFor = (delayMs: number) => `http://127.0.0.1:${String(port).trim()}/${delayMs}/v1`

console.log(
  `load of the machine: ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`,
)
for (const cases of large ? [1000, 10_000] : [1000]) {
  const folder = await makeBenchFolder(cases)
  for (const delayMs of [20, 50]) {
    for (const width of [4, 50, 200]) {
      const idealMs = Math.ceil(cases / width) * delayMs
      for (const [name, run] of contenders) {
        const taken = await run({ folder, url: urlFor(delayMs), width })
        print(`${cases} × ${delayMs} ms, ${width} wide, ${name}`, taken, idealMs)
        if (name === 'direct') judge(taken, { cases, delayMs, width, idealMs })
      }
    }
  }
  await rm(folder, { recursive: true })
}
await judgeProcessorTime()
if (large) await judgeMemory()
endpoint.stdin.end()

function print(title: string, { finished, wallMs, cpuMs, p50Ms, peakMb }: Taken, idealMs: number): void {
  const facts = [
    `${(wallMs / 1000).toFixed(2)} s (ideal ${(idealMs / 1000).toFixed(2)})`,
    `${(cpuMs / finished).toFixed(2)} ms CPU a case`,
    `p50 ${p50Ms?.toFixed(1) ?? '–'} ms`,
    `${peakMb.toFixed(0)} MB`,
  ]
  console.log(`     ${title}: ${facts.join(', ')}`)
}

interface Shape {
  readonly cases: number
  readonly delayMs: number
  readonly width: number
  readonly idealMs: number
}

function judge({ finished, passed, wallMs, p50Ms = Infinity }: Taken, { cases, delayMs, width, idealMs }: Shape): void {
  claim('every case passed', finished === cases && passed === cases)
  if (idle && width === 50) claim('at most 1.15 × ideal + 0.5 s', wallMs <= 1.15 * idealMs + 500)
  if (idle && width <= 50 && delayMs === 20) claim('a p50 of at most 23 ms for 20 ms', p50Ms <= 23)
}

async function judgeProcessorTime(): Promise<void> {
  const cases = 10_000
  const folder = await makeBenchFolder(cases)
  const taken = await runDirect({ folder, url: urlFor(20), width: 50 })
  print(`${cases} × 20 ms, 50 wide, direct`, taken, (cases / 50) * 20)
  claim('at most 0.4 ms of processor time a case', taken.cpuMs / cases <= 0.4)
  await rm(folder, { recursive: true })
}

/** V8 gives a process that works for long a larger nursery, whatever it keeps: bounded, it shows what the run needs. */
async function judgeMemory(): Promise<void> {
  const usual = await moreMemory([])
  console.log(`     100,000 cases peak ${usual.toFixed(0)} MB above 10,000`)
  const bounded = await moreMemory(['--max-semi-space-size=16'])
  claim(`with a nursery of 16 MB, at most 30 MB above (${bounded.toFixed(0)} MB)`, bounded <= 30)
}

/** MB by which 100,000 cases peak above 10,000. */
async function moreMemory(nodeFlags: readonly string[]): Promise<number> {
  const peaks: number[] = []
  for (const cases of [10_000, 100_000]) {
    const folder = await makeBenchFolder(cases)
    const taken = await runDirect({ folder, url: urlFor(0), width: 50, nodeFlags })
    print(`${cases} × 0 ms, 50 wide, direct ${nodeFlags.join(' ')}`, taken, 0)
    peaks.push(taken.peakMb)
    await rm(folder, { recursive: true })
  }
  const [few = 0, many = Infinity] = peaks
  return many - few
}

function claim(what: string, holds: boolean): void {
  if (!holds) process.exitCode = 1
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}`)
}
