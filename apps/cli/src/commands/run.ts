import { existsSync } from 'node:fs'
import { type ExitCode, UsageError } from '../exit-code.ts'
import { planName } from '../files/kind-of.ts'
import type { TestRunOptions } from '../test-run/test-run-options.ts'
import type { RunOnceOptions } from './run-once.ts'

export type RunOptions = RunOnceOptions & TestRunOptions

/** Flags that only a run of a plan has. */
const ofPlans = [
  'cases',
  'resume',
  'workflow',
  'variant',
  'filter',
  'from',
  'dryRun',
  'repeat',
  'check',
  'target',
] as const
/** Flags that only a single run has. */
const ofOne = ['input', 'inputs', 'query', 'conversation', 'file'] as const

/** Runs an app file once, or on the cases of a file, or a plan. */
export async function run(source: string | undefined, options: RunOptions): Promise<ExitCode> {
  const isOfPlan = ofPlans.some((flag) => options[flag] !== undefined)
  const single = ofOne.find((flag) => options[flag] !== undefined)
  if (isOfPlan && single !== undefined)
    throw new UsageError(`--${single} is for a single run of an app file; it does not go with flags of a test run.`)
  const chosen = source ?? (options.resume === undefined ? planHere() : undefined)
  if (chosen !== undefined && !isOfPlan && (single !== undefined || !(await isPlan(chosen))))
    return (await import('./run-once.ts')).runOnce(chosen, options)
  return (await import('./run-plan.ts')).runPlan(chosen, options)
}

function planHere(): string {
  if (existsSync(planName)) return planName
  throw new UsageError(`Name a plan or an app file; there is no ${planName} here.`)
}

async function isPlan(path: string): Promise<boolean> {
  return (await (await import('../files/kind-of.ts')).kindOf(path)) === 'plan'
}
