import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const entry = fileURLToPath(new URL('../src/cli.ts', import.meta.url))
const example = fileURLToPath(new URL('../../../examples/support-desk/app.yml', import.meta.url))

export interface CliResult {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** A new folder with the bundled example as `app.yml`. Its name has a blank and Chinese in it. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), '客服 desk-'))
  await copyFile(example, join(folder, 'app.yml'))
  return folder
}

/** Runs the command line from source, as a person without a terminal would. */
export async function runCli(folder: string, ...parameters: string[]): Promise<CliResult> {
  return runCliWith(folder, parameters, {})
}

/** Runs the command line with some variables in its environment. */
export async function runCliWith(
  folder: string,
  parameters: readonly string[],
  env: Record<string, string>,
): Promise<CliResult> {
  const command = ['--conditions=@autoopt/source', entry, ...parameters]
  const { exitCode, stdout, stderr } = await execa(process.execPath, command, {
    cwd: folder,
    env,
    reject: false,
    timeout: 60_000,
    stripFinalNewline: false,
  })
  return { exitCode, stdout, stderr }
}

/** Runs the command line with an output that is closed before anything is read. */
export async function runCliUnread(folder: string, ...parameters: string[]): Promise<Omit<CliResult, 'stdout'>> {
  const child = spawn(process.execPath, ['--conditions=@autoopt/source', entry, ...parameters], { cwd: folder })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (text) => {
    stderr += String(text)
  })
  const [exitCode] = (await once(child, 'close')) as [number]
  return { exitCode, stderr }
}

/** The names of everything in a folder, sorted. */
export async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).toSorted()
}
