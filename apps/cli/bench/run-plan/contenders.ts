import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a run took. */
export interface Taken {
  readonly finished: number
  readonly passed: number
  readonly wallMs: number
  readonly cpuMs: number
  readonly p50Ms: number | undefined
  readonly peakMb: number
}

export interface RunToMeasure {
  readonly folder: string
  /** Of the endpoint, up to and including `/v1`. */
  readonly url: string
  readonly width: number
  /** Of Node; only for `direct`. */
  readonly nodeFlags?: readonly string[]
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Executor and collector, with one request for each case. Starting Node is not counted. */
export async function runDirect({ folder, url, width, nodeFlags = [] }: RunToMeasure): Promise<Taken> {
  const command = [process.execPath, ...nodeFlags, here('./run-direct.ts'), folder, url, String(width)]
  const { stdout } = await measured(command, folder)
  return JSON.parse(stdout) as Taken
}

/** `autoopt run`: the same with the local runtime and a model of `@autoopt/llm`, from the start of the process to its end. */
export async function runCli({ folder, url, width }: RunToMeasure): Promise<Taken> {
  const flags = ['--cases', 'cases.jsonl', '--model', `bench@${url}`, '-j', String(width), '--json']
  const { stdout, ...took } = await measured(
    [process.execPath, here('../../dist/cli.js'), 'run', 'echo.yml', ...flags],
    folder,
  )
  const { finished, metrics } = JSON.parse(stdout) as Report
  return { ...took, finished, passed: metrics.passed, p50Ms: metrics.execution_ms?.p50 }
}

interface Report {
  readonly finished: number
  readonly metrics: { readonly passed: number; readonly execution_ms: { readonly p50: number } | null }
}

/** promptfoo, from the start of the process to its end, without cache, telemetry and updates. */
export async function runPromptfoo(command: string, { folder, url, width }: RunToMeasure): Promise<Taken> {
  const tests = readFileSync(join(folder, 'cases.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { inputs: object; assertions: object[] })
    .map(({ inputs, assertions }) => ({ vars: inputs, assert: assertions }))
  const provider = { id: 'openai:chat:bench', config: { apiBaseUrl: url, apiKey: 'none' } }
  writeFileSync(
    join(folder, 'promptfooconfig.json'),
    JSON.stringify({ prompts: ['{{q}}'], providers: [provider], tests }),
  )
  const flags = ['-c', 'promptfooconfig.json', '-j', String(width), '--no-cache', '--no-progress-bar', '--no-table']
  const { stdout: _, ...took } = await measured([command, 'eval', ...flags, '-o', 'promptfoo.json'], folder)
  const { results } = JSON.parse(readFileSync(join(folder, 'promptfoo.json'), 'utf8')) as PromptfooReport
  const latencies = results.results.map(({ latencyMs }) => latencyMs).toSorted((one, other) => one - other)
  const { successes, failures, errors } = results.stats
  return {
    ...took,
    finished: successes + failures + errors,
    passed: successes,
    p50Ms: latencies[Math.floor(latencies.length / 2)],
  }
}

interface PromptfooReport {
  readonly results: {
    readonly results: readonly { readonly latencyMs: number }[]
    readonly stats: { readonly successes: number; readonly failures: number; readonly errors: number }
  }
}

interface Measured extends Pick<Taken, 'wallMs' | 'cpuMs' | 'peakMb'> {
  readonly stdout: string
}

/** Runs a command to its end. */
async function measured([command = '', ...parameters]: readonly string[], cwd: string): Promise<Measured> {
  const before = performance.now()
  const usageBefore = childUsage()
  const child = spawn(command, parameters, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PROMPTFOO_DISABLE_TELEMETRY: '1', PROMPTFOO_DISABLE_UPDATE: '1', PROMPTFOO_CONFIG_DIR: cwd },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  let peakMb = 0
  const watch = setInterval(() => (peakMb = Math.max(peakMb, peakOf(child.pid))), 50)
  const [code] = (await once(child, 'close')) as [number | null]
  clearInterval(watch)
  const wallMs = performance.now() - before
  // promptfoo ends with 100 when a test failed.
  if (code !== 0 && code !== 100) throw new Error(`${command} ended with ${code}: ${stderr.slice(-2000)}`)
  return { stdout, wallMs, cpuMs: childUsage() - usageBefore, peakMb }
}

/** Milliseconds of processor time of children that have ended; 0 where the system does not tell. */
function childUsage(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    // Clock ticks of waited-for children, 100 a second: user time, then system time.
    return (Number(fields[13]) + Number(fields[14])) * 10
  } catch {
    return 0
  }
}

/** Of memory, so far; 0 where the system does not tell. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
