import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { CliResult } from '../run-cli.ts'

const entry = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

/** A command line that runs. */
export interface RunningCli {
  readonly child: ChildProcessWithoutNullStreams
  readonly result: Promise<CliResult>
  /** What it has said on stderr so far. */
  readonly said: () => string
  /** What it has printed on stdout so far. */
  readonly printed: () => string
}

/** Starts the command line from source, to be interrupted. */
export function startCli(folder: string, ...parameters: string[]): RunningCli {
  return startCliWith(folder, parameters, {})
}

/** {@link startCli} with some variables in its environment. */
export function startCliWith(
  folder: string,
  parameters: readonly string[],
  env: Readonly<Record<string, string>>,
): RunningCli {
  const command = ['--conditions=@autoopt/source', entry, ...parameters]
  const child = spawn(process.execPath, command, { cwd: folder, env: { ...process.env, ...env } })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text) => {
    stdout += String(text)
  })
  child.stderr.on('data', (text) => {
    stderr += String(text)
  })
  const result = once(child, 'close').then(([code]) => ({ exitCode: code ?? undefined, stdout, stderr }))
  return { child, result, said: () => stderr, printed: () => stdout }
}

/** Waits until something is there, or the process has ended. */
export async function untilThere(path: string, { child }: RunningCli): Promise<void> {
  while (!existsSync(path) && child.exitCode === null) await wait(1)
}
