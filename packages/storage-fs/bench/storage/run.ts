/**
 * `npm run bench:storage`: measures the store beside raw system calls and other stores, and prints the table. Every group of
 * rows runs in a process of its own; in it, floor, store and peers are measured in interleaved rounds. The run fails when a
 * ratio is not kept, never because of a time.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { formatFacts } from './format-facts.ts'
import { formatClaim, formatRow } from './format-row.ts'
import { type MachineFacts, machineFacts } from './machine-facts.ts'
import { measureRows } from './measure-rows.ts'
import { makeDirectory } from './raw-floor.ts'
import { type BenchOptions, readOptions, usage } from './read-options.ts'
import { type Claim, holds, type Row } from './row.ts'

const wanted = readOptions(process.argv.slice(2))
if (wanted.asksForHelp) console.log(usage)
else await run(wanted)

async function run(options: BenchOptions): Promise<void> {
  const folder = mkdtempSync(join(options.dir, 'autoopt-bench-'))
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort(new Error(`Stopped by ${signal}`)))
  try {
    const machine = await machineFacts(makeDirectory(join(folder, 'machine')))
    if (!options.isJson) console.log(formatFacts(machine))
    const rows: Row[] = []
    for await (const row of measureRows(folder, { ...options, signal: stop.signal })) {
      rows.push(row)
      if (!options.isJson) console.log(`\n${formatRow(row)}`)
    }
    const failed = rows.flatMap(({ claims }) => claims).filter((claim) => claim.isJudged && !holds(claim))
    console.log(options.isJson ? formatJson(machine, rows) : `\n${summary(rows, failed)}`)
    if (failed.length > 0) process.exitCode = 1
  } finally {
    clear(folder, options)
  }
}

function formatJson(machine: MachineFacts, rows: readonly Row[]): string {
  const judged = rows.map((row) => ({ ...row, claims: row.claims.map((claim) => ({ ...claim, holds: holds(claim) })) }))
  return JSON.stringify({ machine, rows: judged }, null, 2)
}

function summary(rows: readonly Row[], failed: readonly Claim[]): string {
  const judged = rows.flatMap(({ claims }) => claims).filter((claim) => claim.isJudged)
  return [
    `${judged.length - failed.length} of ${judged.length} claims hold.`,
    ...failed.map((claim) => `FAIL  ${formatClaim(claim)}`),
  ].join('\n')
}

function clear(folder: string, { keeps }: BenchOptions): void {
  if (keeps) console.error(`Left in ${folder}`)
  else rmSync(folder, { recursive: true, force: true })
}
