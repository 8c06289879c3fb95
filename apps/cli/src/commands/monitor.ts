import { setTimeout as wait } from 'node:timers/promises'
import { parseCount } from '../arguments/parse-count.ts'
import { parseDuration } from '../arguments/parse-duration.ts'
import type { CampaignCommandOptions } from '../campaign/campaign-flags.ts'
import { exitCode, type ExitCode, UsageError } from '../exit-code.ts'
import { loadSettings } from '../files/load-settings.ts'
import { type ObservedRun, runsInFolder, runsOnDify } from '../monitor/observed-runs.ts'
import {
  checkThresholds,
  parseThresholds,
  type Threshold,
  type ThresholdFlags,
  type ThresholdState,
} from '../monitor/thresholds.ts'
import { countOf } from '../terminal/count-of.ts'
import { interruptible } from '../terminal/interruptible.ts'
import { print, printJson, tell } from '../terminal/print.ts'

export interface MonitorOptions
  extends
    ThresholdFlags,
    Pick<
      CampaignCommandOptions,
      'plan' | 'cases' | 'model' | 'reflectionModel' | 'budget' | 'maxCalls' | 'maxCost' | 'storage' | 'out' | 'env'
    > {
  readonly dify?: string
  readonly url?: string
  readonly workflow?: readonly string[]
  readonly last: string
  readonly minResults: string
  readonly watch?: boolean
  readonly interval: string
  readonly apply?: boolean
  readonly app?: string
  readonly check?: boolean
  readonly json?: boolean
}

/** What one look came to. */
interface Look {
  readonly runs: number
  readonly thresholds: readonly ThresholdState[]
  /** Whether there are too few runs to say anything. */
  readonly isThin: boolean
  readonly isCrossed: boolean
}

/** Holds the latest runs against thresholds, once or again and again, and optimizes when one is crossed and it may. */
export async function monitor(folder: string | undefined, options: MonitorOptions): Promise<ExitCode> {
  const thresholds = parseThresholds(options)
  requireSubject(options)
  if (!options.watch) return lookOnce(folder, { options, thresholds })
  const intervalMs = parseDuration('--interval', options.interval)
  return interruptible('Watching has ended.', async (signal) => {
    // What came before an optimization says nothing about what it changed.
    let since = 0
    for (;;) {
      const look = await lookAt(folder, { options, thresholds, since })
      show(look, options)
      if (look.isCrossed && options.apply) {
        await optimizeNow(options)
        since = Date.now()
      }
      await wait(intervalMs, undefined, { signal }).catch(() => signal.throwIfAborted())
    }
  })
}

interface Watched {
  readonly options: MonitorOptions
  readonly thresholds: readonly Threshold[]
  readonly since?: number
}

async function lookOnce(folder: string | undefined, watched: Watched): Promise<ExitCode> {
  const { options } = watched
  const look = await lookAt(folder, watched)
  show(look, options)
  if (look.isCrossed && options.apply) return optimizeNow(options)
  return look.isCrossed && options.check ? exitCode.checkFailed : exitCode.fine
}

async function lookAt(folder: string | undefined, { options, thresholds, since = 0 }: Watched): Promise<Look> {
  const found = await observe(folder, options)
  const runs = found.filter(({ at }) => at >= since)
  const states = checkThresholds(runs, thresholds)
  const isThin = runs.length < parseCount('--min-results', options.minResults, { min: 1 })
  return { runs: runs.length, thresholds: states, isThin, isCrossed: !isThin && states.some(({ crossed }) => crossed) }
}

async function observe(folder: string | undefined, options: MonitorOptions): Promise<ObservedRun[]> {
  const { dify, workflow, env, url } = options
  const last = parseCount('--last', options.last, { min: 1 })
  const named = { ...(env === undefined ? {} : { env }), ...(url === undefined ? {} : { url }) }
  if (dify !== undefined) return runsOnDify(dify, { last, ...named })
  const place = folder ?? (await loadSettings(env))?.io_paths.runs ?? 'runs'
  return runsInFolder(place, { last, ...(workflow === undefined ? {} : { workflow }) })
}

function requireSubject({ apply, plan, app, cases }: MonitorOptions): void {
  if (!apply || plan !== undefined || (app !== undefined && cases !== undefined)) return
  throw new UsageError(
    '--apply needs to know what to optimize: give --plan <file>, or --app <file> with --cases <file>.',
  )
}

async function optimizeNow(options: MonitorOptions): Promise<ExitCode> {
  const { app, plan, workflow, cases, model, reflectionModel, budget, maxCalls, maxCost, storage, out, env, json } =
    options
  const given = { plan, workflow, cases, model, reflectionModel, budget, maxCalls, maxCost, storage, out, env, json }
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const { optimizeCampaign } = await import('./optimize-campaign.ts')
  return optimizeCampaign(plan === undefined ? app : undefined, { ...known, yes: true })
}

function show({ runs, thresholds, isThin, isCrossed }: Look, { json, apply }: MonitorOptions): void {
  if (json) return printJson({ at: new Date().toISOString(), runs, too_few: isThin, crossed: isCrossed, thresholds })
  print(`${countOf(runs, 'result')}${isThin ? ': too few to say anything' : ''}`)
  for (const { name, limit, value, crossed } of thresholds)
    print(
      `  ${crossed ? 'crossed' : 'holds  '} ${name}: ${value === null ? 'unknown' : format(value)}, limit ${format(limit)}`,
    )
  if (isCrossed && !apply)
    tell('Nothing was begun. --apply optimizes, with --plan <file> or --app <file> and --cases <file>.')
}

function format(value: number): string {
  return String(Number(value.toPrecision(4)))
}
