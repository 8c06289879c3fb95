import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { readResults } from '@autoopt/executor'
import { UsageError } from '../exit-code.ts'
import { readOrigin } from '../test-run/run-origin.ts'
import type { KnownSubject, ObservedRun, RunSource } from './observed-run.ts'

export interface FolderOptions {
  /** So many, the latest. */
  readonly last: number
  readonly workflow?: readonly string[]
}

/** The latest results of the runs in a folder. Of runs with variants those of the baseline count. */
export function runsInFolder(folder: string, options: FolderOptions): RunSource {
  return { read: async () => readRuns(folder, options), subject: async () => subjectOf(folder) }
}

async function readRuns(folder: string, { last, workflow }: FolderOptions): Promise<ObservedRun[]> {
  const observed: ObservedRun[] = []
  for (const name of await runNames(folder)) {
    for await (const result of readResults(join(folder, name))) {
      const { status, variant_id, workflow_id, elapsed_ms, total_tokens, total_cost_usd, finished_at } = result
      if (status === 'infra_error' || variant_id !== 'baseline') continue
      if (workflow !== undefined && !workflow.includes(workflow_id)) continue
      const run = { status, elapsedMs: elapsed_ms, tokens: total_tokens, costUsd: total_cost_usd }
      observed.push({ ...run, at: Date.parse(finished_at) })
    }
    if (observed.length >= last) break
  }
  return observed.toSorted((one, other) => other.at - one.at).slice(0, last)
}

/** The newest first. @throws {@link UsageError} when there is no such folder. */
async function runNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new UsageError(`There is no folder of runs at ${folder}; autoopt run makes one.`, { cause })
  })
  return names
    .filter((name) => existsSync(join(folder, name, 'manifest.json')))
    .toSorted()
    .toReversed()
}

/** What the latest run was begun with. */
async function subjectOf(folder: string): Promise<KnownSubject> {
  const [latest] = await runNames(folder)
  const origin = latest === undefined ? undefined : await readOrigin(join(folder, latest))
  if (origin === undefined) return {}
  const pathOf = (file: string): string => relative(process.cwd(), resolve(origin.folder, file)) || file
  const { cases, model, target } = origin.flags
  const named = {
    ...(typeof model === 'string' && { model }),
    ...((target === 'local' || target === 'dify') && ({ target } as const)),
  }
  if (typeof cases !== 'string') return { plan: pathOf(origin.source), ...named }
  return { app: pathOf(origin.source), cases: pathOf(cases), ...named }
}
