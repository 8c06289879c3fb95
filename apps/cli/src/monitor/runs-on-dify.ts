import { existsSync } from 'node:fs'
import { ConfigLoader } from '@autoopt/config'
import type { App, DifyClient, DifyService, LogEntry, WorkflowRun } from '@autoopt/dify-client'
import { readCost } from '@autoopt/trace'
import { findApp } from '../dify/find-app.ts'
import { type DifyOptions, openDify } from '../dify/open-dify.ts'
import { withService } from '../dify/with-service.ts'
import { UsageError } from '../exit-code.ts'
import { catalogName } from '../files/open-app.ts'
import type { KnownSubject, ObservedRun, RunSource } from './observed-run.ts'

export interface DifyRunsOptions extends Pick<DifyOptions, 'url' | 'env'> {
  /** So many, the latest. */
  readonly last: number
  /** Whether to add up what the nodes of each run cost, which takes a call for each run. */
  readonly withCost: boolean
}

/**
 * Watches an app on a Dify server through its log: there a run has passed when it succeeded. The key that this takes is taken back
 * when the work ends.
 *
 * @throws {@link UsageError} for an app whose runs no program can list.
 */
export async function withRunsOnDify<Value>(
  name: string,
  options: DifyRunsOptions,
  work: (source: RunSource) => Promise<Value>,
): Promise<Value> {
  const dify = await openDify(options)
  const app = await findApp(dify.client, name)
  const subject = async (): Promise<KnownSubject> => subjectOf(app)
  const sourceOf = (list: (signal: AbortSignal) => AsyncIterable<ServerRun>): RunSource => ({
    read: async (signal) => readRuns(list(signal), { ...options, client: dify.client, appId: app.id, signal }),
    subject,
  })
  // Chatflows are not in the log, but in the list of the console, on servers that have it.
  if (app.mode === 'advanced-chat')
    return work(sourceOf((signal) => dify.client.console.workflows.runs(app.id, { from: 'app-run', signal })))
  if (app.mode !== 'workflow')
    throw new UsageError(
      `"${app.name}" is of mode ${app.mode}, and Dify lists no runs of it. Watch runs on cases instead: autoopt run, then autoopt monitor runs.`,
    )
  return withService(dify, app.id, async (service) => work(sourceOf((signal) => loggedRuns(service, signal))))
}

type ServerRun = LogEntry['workflow_run'] | WorkflowRun

async function* loggedRuns(service: DifyService, signal: AbortSignal): AsyncGenerator<ServerRun> {
  for await (const { workflow_run, created_at } of service.logs({ signal }))
    yield { ...workflow_run, created_at: workflow_run.created_at ?? created_at }
}

interface ReadOptions extends DifyRunsOptions {
  readonly client: DifyClient
  readonly appId: string
  readonly signal: AbortSignal
}

async function readRuns(runs: AsyncIterable<ServerRun>, options: ReadOptions): Promise<ObservedRun[]> {
  const ended: ServerRun[] = []
  for await (const run of runs) {
    if (ended.length >= options.last) break
    if (statusOf(run) !== undefined) ended.push(run)
  }
  const costs = options.withCost ? await costsOf(ended, options) : []
  return ended.map((run, index) => ({
    status: statusOf(run) ?? 'error',
    elapsedMs: 1000 * (run.elapsed_time ?? 0),
    tokens: run.total_tokens ?? 0,
    costUsd: costs[index] ?? null,
    at: timeOf(run.created_at),
  }))
}

/** Undefined for runs that go on, and those that somebody stopped. */
function statusOf({ status }: ServerRun): 'passed' | 'error' | undefined {
  if (status === 'succeeded' || status === 'partial-succeeded') return 'passed'
  return status === 'failed' ? 'error' : undefined
}

function timeOf(time: ServerRun['created_at']): number {
  const at = typeof time === 'number' ? time * 1000 : Date.parse(time ?? '')
  return Number.isNaN(at) ? 0 : at
}

/** Calls that are made at the same time. */
const width = 4

async function costsOf(runs: readonly ServerRun[], options: ReadOptions): Promise<(number | null)[]> {
  const costs: (number | null)[] = []
  for (let start = 0; start < runs.length; start += width)
    costs.push(...(await Promise.all(runs.slice(start, start + width).map(async (run) => costOf(run.id, options)))))
  return costs
}

/** Dollars; `null` when the price of a node is not known. Models without a price table come with a price of 0. */
async function costOf(runId: string, { client, appId, signal }: ReadOptions): Promise<number | null> {
  let sum = 0
  for (const { execution_metadata = null } of await client.console.workflows.nodeExecutions(appId, runId, signal)) {
    const tokens = Number(execution_metadata?.['total_tokens'] ?? 0)
    const cost = readCost(execution_metadata, tokens)
    if (cost === null || (cost === 0 && tokens > 0)) return null
    sum += cost
  }
  return sum
}

const planName = 'test_plan.yaml'

/** The file that the app was pulled into, by the catalog of this folder, and the plan beside it. */
async function subjectOf({ id }: App): Promise<KnownSubject> {
  if (!existsSync(catalogName)) return {}
  const { value: catalog } = await new ConfigLoader().loadCatalog(catalogName)
  const entry = catalog.workflows.find(({ dify }) => dify?.app_id === id)
  if (entry === undefined) return {}
  return existsSync(planName) ? { plan: planName, workflow: entry.id } : { app: entry.dsl_path }
}
