import { setTimeout as wait } from 'node:timers/promises'
import { parseCount } from '../arguments/parse-count.ts'
import { parseDuration } from '../arguments/parse-duration.ts'
import { exitCode, type ExitCode, exitCodeOf, UsageError } from '../exit-code.ts'
import { loadSettings } from '../files/load-settings.ts'
import { measureRuns } from '../monitor/measure-runs.ts'
import type { RunSource } from '../monitor/observed-run.ts'
import { type OptimizationFlags, type PlannedOptimization, planOptimization } from '../monitor/plan-optimization.ts'
import { runsInFolder } from '../monitor/runs-in-folder.ts'
import { type Look, showLook } from '../monitor/show-look.ts'
import { checkThresholds, parseThresholds, type Threshold, type ThresholdFlags } from '../monitor/thresholds.ts'
import { interruptible } from '../terminal/interruptible.ts'
import { tell } from '../terminal/print.ts'

export interface MonitorOptions extends ThresholdFlags, OptimizationFlags {
  readonly url?: string
  readonly last: string
  readonly minResults: string
  readonly watch?: boolean
  readonly interval: string
  readonly apply?: boolean
  readonly check?: boolean
  readonly json?: boolean
}

/** Holds the latest runs against thresholds, once or again and again, and optimizes when one is crossed and it may. */
export async function monitor(folder: string | undefined, options: MonitorOptions): Promise<ExitCode> {
  const thresholds = parseThresholds(options)
  const minResults = parseCount('--min-results', options.minResults, { min: 1 })
  const intervalMs = parseDuration('--interval', options.interval)
  requireSubject(folder, options)
  return withRuns(folder, options, async (source) => {
    const watched = { source, options, thresholds, minResults }
    return options.watch ? watch(watched, intervalMs) : lookOnce(watched)
  })
}

interface Watched {
  readonly source: RunSource
  readonly options: MonitorOptions
  readonly thresholds: readonly Threshold[]
  readonly minResults: number
}

async function lookOnce(watched: Watched): Promise<ExitCode> {
  const { options } = watched
  const look = await interruptible('Nothing was changed.', async (signal) => lookAt(watched, { since: 0, signal }))
  showLook(look, options)
  if (look.optimization !== undefined && options.apply) return optimizeNow(look.optimization, options)
  return look.optimization !== undefined && options.check ? exitCode.checkFailed : exitCode.fine
}

async function watch(watched: Watched, intervalMs: number): Promise<never> {
  const { options } = watched
  return interruptible('Watching has ended.', async (signal) => {
    // What came before an optimization says nothing about what it changed.
    let since = 0
    for (;;) {
      const look = await lookAgain(watched, { since, signal })
      if (look !== undefined) showLook(look, options)
      if (look?.optimization !== undefined && options.apply) {
        await optimizeNow(look.optimization, options)
        since = Date.now()
      }
      await wait(intervalMs, undefined, { signal }).catch(() => signal.throwIfAborted())
    }
  })
}

interface LookOptions {
  /** Milliseconds since 1970: earlier runs do not count. */
  readonly since: number
  readonly signal: AbortSignal
}

/** Watching outlives a server or a disk that is away for a while. */
async function lookAgain(watched: Watched, options: LookOptions): Promise<Look | undefined> {
  try {
    return await lookAt(watched, options)
  } catch (error) {
    if (exitCodeOf(error) !== exitCode.world || !(error instanceof Error)) throw error
    tell(`This look failed: ${error.message}`)
    return undefined
  }
}

async function lookAt(
  { source, options, thresholds, minResults }: Watched,
  { since, signal }: LookOptions,
): Promise<Look> {
  const found = await source.read(signal).catch((error: unknown) => {
    signal.throwIfAborted()
    throw error
  })
  const runs = found.filter(({ at }) => at >= since)
  const measures = measureRuns(runs)
  const states = checkThresholds(measures, thresholds)
  const isThin = runs.length < minResults
  const isCrossed = !isThin && states.some(({ crossed }) => crossed)
  const optimization = isCrossed ? planOptimization(options, await source.subject()) : undefined
  return { runs: runs.length, measures, thresholds: states, isThin, optimization }
}

async function withRuns<Value>(
  folder: string | undefined,
  { dify, url, env, workflow, maxCostUsd, ...options }: MonitorOptions,
  work: (source: RunSource) => Promise<Value>,
): Promise<Value> {
  const last = parseCount('--last', options.last, { min: 1 })
  const server = { ...(url === undefined ? {} : { url }), ...(env === undefined ? {} : { env }) }
  if (dify !== undefined) {
    const { withRunsOnDify } = await import('../monitor/runs-on-dify.ts')
    return withRunsOnDify(dify, { last, withCost: maxCostUsd !== undefined, ...server }, work)
  }
  const place = folder ?? (await loadSettings(env))?.io_paths.runs ?? 'runs'
  return work(runsInFolder(place, { last, ...(workflow === undefined ? {} : { workflow }) }))
}

function requireSubject(folder: string | undefined, { dify, apply, plan, app, cases }: MonitorOptions): void {
  if (dify !== undefined && folder !== undefined)
    throw new UsageError('Give a folder of runs or --dify <app>; one of them.')
  if (!apply || plan !== undefined || (app !== undefined && cases !== undefined)) return
  throw new UsageError(
    '--apply needs to know what to optimize: give --plan <file>, or --app <file> with --cases <file>.',
  )
}

async function optimizeNow({ app, flags }: PlannedOptimization, { json }: MonitorOptions): Promise<ExitCode> {
  const { optimizeCampaign } = await import('./optimize-campaign.ts')
  return optimizeCampaign(app, { ...flags, ...(json && { json }), yes: true })
}
