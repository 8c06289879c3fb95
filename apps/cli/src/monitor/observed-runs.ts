import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readResults } from '@autoopt/executor'
import { findApp } from '../dify/find-app.ts'
import { type DifyOptions, openDify } from '../dify/open-dify.ts'
import { withService } from '../dify/with-service.ts'
import { UsageError } from '../exit-code.ts'

/** What is known of one run of a workflow. Runs that the infrastructure lost are none. */
export interface ObservedRun {
  readonly status: 'passed' | 'failed' | 'error'
  readonly elapsedMs: number
  /** `null` when unknown. */
  readonly costUsd: number | null
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface ObserveOptions {
  /** So many, the latest. */
  readonly last: number
  readonly workflow?: readonly string[]
}

/**
 * The latest results of the runs in a folder. Of runs with variants those of the baseline count.
 *
 * @throws {@link UsageError} when there is no such folder.
 */
export async function runsInFolder(folder: string, { last, workflow }: ObserveOptions): Promise<ObservedRun[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new UsageError(`There is no folder of runs at ${folder}; autoopt run makes one.`, { cause })
  })
  const runs = names.filter((name) => existsSync(join(folder, name, 'manifest.json'))).toSorted()
  const observed: ObservedRun[] = []
  for (const name of runs.toReversed()) {
    for await (const result of readResults(join(folder, name))) {
      const { status, variant_id, workflow_id, elapsed_ms, total_cost_usd, finished_at } = result
      if (status === 'infra_error' || variant_id !== 'baseline') continue
      if (workflow !== undefined && !workflow.includes(workflow_id)) continue
      observed.push({ status, elapsedMs: elapsed_ms, costUsd: total_cost_usd, at: Date.parse(finished_at) })
    }
    if (observed.length >= last) break
  }
  return observed.toSorted((one, other) => other.at - one.at).slice(0, last)
}

/** The latest runs of an app on a Dify server, by its logs: there a run has passed when it succeeded, and its cost is unknown. */
export async function runsOnDify(app: string, options: ObserveOptions & DifyOptions): Promise<ObservedRun[]> {
  const dify = await openDify(options)
  const { id } = await findApp(dify.client, app)
  return withService(dify, id, async (service) => {
    const observed: ObservedRun[] = []
    for await (const { workflow_run: run } of service.logs()) {
      if (observed.length >= options.last) break
      if (run.status === 'running' || run.status === 'stopped') continue
      const isDone = run.status === 'succeeded' || run.status === 'partial-succeeded'
      const at = typeof run.created_at === 'number' ? run.created_at * 1000 : Date.parse(run.created_at ?? '')
      observed.push({
        status: isDone ? 'passed' : 'error',
        elapsedMs: 1000 * (run.elapsed_time ?? 0),
        costUsd: null,
        at: Number.isNaN(at) ? 0 : at,
      })
    }
    return observed
  })
}
