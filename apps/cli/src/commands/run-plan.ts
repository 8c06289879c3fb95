import {
  ExecutorService,
  type LocalTargetOptions,
  RecordingsFile,
  type WorkflowTarget,
  readRunRecord,
  type PlannedRun,
  type RunFolderSummary,
  type RunProgress,
  type StopReason,
} from '@autoopt/executor'
import { openSandbox } from '@autoopt/runtime'
import type { RunTrace } from '@autoopt/trace'
import { exitCode, type ExitCode, UsageError } from '../exit-code.ts'
import { readRuntimeOptions } from '../run/read-runtime-options.ts'
import type { EndedRun } from '../test-run/ended-run.ts'
import { estimateRun } from '../test-run/estimate-run.ts'
import { findRun } from '../test-run/find-run.ts'
import { inRepeat } from '../test-run/in-repeat.ts'
import { LiveDisplay } from '../test-run/live-display.ts'
import { loadTestPlan, type LoadedPlan } from '../test-run/load-test-plan.ts'
import { openModelsOfRun, portsOf } from '../test-run/open-models-of-run.ts'
import { openTarget } from '../test-run/open-target.ts'
import { planRuns } from '../test-run/plan-runs.ts'
import { reportEstimate } from '../test-run/report-estimate.ts'
import { reportTestRun, tellNothingToRun } from '../test-run/report-test-run.ts'
import { originOf, resumeOrigin } from '../test-run/run-origin.ts'
import type { TestRunOptions } from '../test-run/test-run-options.ts'
import { writeReports } from '../test-run/write-reports.ts'
import { listenForStop } from '../terminal/two-step-stop.ts'

/** Runs a plan, or an app file on cases, into a folder; or goes on with such a run. */
export async function runPlan(source: string | undefined, given: TestRunOptions): Promise<ExitCode> {
  const resumed = given.resume === undefined ? undefined : await findRun(given.resume, given)
  const begun = resumed === undefined ? undefined : await resumeOrigin(resumed, { source, options: given })
  const options = begun?.options ?? given
  const from = begun?.source ?? source ?? ''
  const loaded = await loadTestPlan(from, options)
  const createdAt = resumed === undefined ? new Date() : new Date((await readRunRecord(resumed)).created_at)
  const planned = await planRuns(loaded, options, createdAt)
  if (planned.every(({ manifest }) => manifest.case_count === 0)) return tellNothingToRun(options)
  if (given.dryRun) return reportEstimate(await estimateRun(planned, { env: loaded.env, options }), given)
  const ended = await execute(planned, { loaded, options, resumed, source: from, now: createdAt })
  await writeReports(ended.folder, loaded.reports)
  await reportTestRun(ended, given)
  return exitCodeOf(ended, given)
}

interface Execution {
  readonly loaded: LoadedPlan
  readonly options: TestRunOptions
  readonly resumed: string | undefined
  readonly source: string
  readonly now: Date
}

async function execute(planned: readonly PlannedRun[], execution: Execution): Promise<EndedRun> {
  const { loaded, options, resumed, source, now } = execution
  using display = new LiveDisplay()
  const onNotice = (text: string): void => display.say(text)
  const runtimeOptions = await readRuntimeOptions(options)
  await using models = await openModelsOfRun(planned, { loaded, options, resumed, onNotice })
  await using sandbox = openSandbox()
  const local: LocalTargetOptions = {
    ...runtimeOptions,
    sandbox,
    modelsOf: ({ repeat }) => inRepeat(models.resolve, repeat),
  }
  await using target = await openTarget(planned, { loaded, options, local, onNotice })
  await using recordings = await openRecordings(target, options)
  const service = new ExecutorService({
    runs: loaded.runs,
    target,
    ...(recordings !== undefined && { onTrace: async (trace: RunTrace) => recordings.add(trace) }),
    ports: portsOf(models, planned[0]?.manifest.model_roles ?? {}, sandbox),
    isSimulated: () => models.simulated.size > 0,
    keepTraces: options.trace ?? false,
    // What a server spends is known from its results alone.
    ...(target.name === 'local' && { usage: models.usage }),
  })
  using stop = listenForStop(onNotice)
  const control = { drain: stop.drain, signal: stop.abort }
  const part = resumed === undefined ? { now, origin: originOf({ source, options }) } : { resume: resumed }
  const ended = await watch(service.executeTestPlan(planned, { ...control, ...part }), display)
  if (recordings !== undefined) {
    const saved = await recordings.save()
    onNotice(
      `${options.record}: ${saved.recordings} recordings${saved.leftOut > 0 ? `, ${saved.leftOut} left out that hold secrets` : ''}.`,
    )
  }
  return ended
}

/** Where runs on a server are to leave what nodes gave, for runs here. @throws {@link UsageError} for runs here. */
async function openRecordings(target: WorkflowTarget, { record }: TestRunOptions): Promise<RecordingsFile | undefined> {
  if (record === undefined) return undefined
  const { DifyTarget } = await import('@autoopt/executor/dify')
  if (!(target instanceof DifyTarget))
    throw new UsageError('--record keeps what nodes gave on a Dify server; it goes with --target dify.')
  return RecordingsFile.open(record, { secrets: () => target.secrets })
}

async function watch(progress: AsyncIterable<RunProgress>, display: LiveDisplay): Promise<EndedRun> {
  let stopped: StopReason | undefined
  for await (const event of progress) {
    display.update(event)
    if (event.type === 'stopped') stopped = event.reason
    if (event.type === 'run-finished') return { folder: event.folder, summary: event.summary, stopped }
  }
  throw new Error('A run ended without a summary.')
}

function exitCodeOf({ summary, stopped }: EndedRun, { check }: TestRunOptions): ExitCode {
  if (stopped?.kind === 'drained' || stopped?.kind === 'aborted') return exitCode.interrupted
  if (stopped?.kind === 'target_down' || stopped?.kind === 'rate_limited' || !summary.valid) return exitCode.world
  return check && !isProven(summary) ? exitCode.checkFailed : exitCode.fine
}

/** Whether every result is there and passed, and something was asserted. */
function isProven({ complete, metrics: { total, passed, unasserted } }: RunFolderSummary): boolean {
  return complete && total > 0 && passed === total && unasserted < total
}
