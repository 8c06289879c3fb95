import { appendFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { ExportFormat } from '@autoopt/collector'
import { exitCode, type ExitCode, UsageError } from '../exit-code.ts'
import { FileError, reasonOf } from '../files/file-error.ts'
import { checkOutput } from '../files/write-app.ts'
import { exportRun, readExport } from '../test-run/export-run.ts'
import { findRun } from '../test-run/find-run.ts'
import { formatBytes } from '../terminal/format-bytes.ts'
import { printJson, tell } from '../terminal/print.ts'

export interface ReportOptions {
  /** One that results are exported in, or `github`: both of its kinds. */
  readonly format?: ExportFormat | 'github'
  readonly out?: string
  readonly runs?: string
  readonly env?: string
  readonly json?: boolean
}

/** Writes the results of a run in a format. */
export async function report(name: string, options: ReportOptions): Promise<ExitCode> {
  const { out, json = false } = options
  const format = options.format ?? formatFor(options)
  const folder = await findRun(name, options)
  await checkOutput([], out === undefined ? {} : { out })
  if (format === 'github') return reportToGithub(folder, { out, json })
  if (out === undefined) {
    if (json && format !== 'json')
      throw new UsageError('--json without -o prints the format json; give -o <file> for others.')
    if (format === 'xlsx' && process.stdout.isTTY) throw new UsageError('xlsx is no text; give -o <file>.')
    await writeToStdout(readExport(folder, format))
    return exitCode.fine
  }
  const bytes = await exportRun(folder, { format, out })
  if (json) printJson({ run: folder, format, file: out, bytes })
  else tell(`wrote ${out} (${formatBytes(bytes)})`)
  return exitCode.fine
}

const formats: Readonly<Record<string, ExportFormat>> = {
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.xlsx': 'xlsx',
  '.xml': 'junit',
  '.md': 'markdown',
  '.html': 'html',
  '.htm': 'html',
}

function formatFor({ out, json }: ReportOptions): ExportFormat {
  if (out === undefined) return json ? 'json' : 'markdown'
  const format = formats[extname(out).toLowerCase()]
  if (format === undefined) throw new UsageError(`The name ${out} tells no format; give --format.`)
  return format
}

interface GithubOutput {
  readonly out: string | undefined
  readonly json: boolean
}

/** Annotations go to stdout, where the runner reads them; the summary to its file, or to `-o`. */
async function reportToGithub(folder: string, { out, json }: GithubOutput): Promise<ExitCode> {
  const place = out ?? process.env['GITHUB_STEP_SUMMARY']
  if (place === undefined)
    throw new UsageError('There is no GITHUB_STEP_SUMMARY here; give -o <file> for the summary, or use another format.')
  if (out === undefined) await appendTo(place, readExport(folder, 'github-summary'))
  else await exportRun(folder, { format: 'github-summary', out })
  if (json) printJson({ run: folder, format: 'github', file: place })
  else await writeToStdout(readExport(folder, 'github-annotations'))
  return exitCode.fine
}

/** The runner gives one file to all commands of a step. */
async function appendTo(path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of source) {
    await appendFile(path, chunk).catch((error: unknown) => {
      throw new FileError(`Cannot write ${path}: ${reasonOf(error)}.`, { cause: error })
    })
  }
}

async function writeToStdout(source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of source) {
    if (!process.stdout.write(chunk))
      await new Promise<void>((resolve) => process.stdout.once('drain', () => resolve()))
  }
}
