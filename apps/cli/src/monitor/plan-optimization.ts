import type { CampaignCommandOptions } from '../campaign/campaign-flags.ts'
import { invocation } from '../terminal/invocation.ts'
import type { KnownSubject } from './observed-run.ts'

/** Flags of `monitor` that an optimization takes as they are. */
const passedOn = [
  'plan',
  'workflow',
  'cases',
  'model',
  'reflectionModel',
  'target',
  'budget',
  'maxCalls',
  'maxCost',
  'storage',
  'out',
  'env',
] as const

export interface OptimizationFlags extends Pick<CampaignCommandOptions, (typeof passedOn)[number]> {
  readonly app?: string
  readonly dify?: string
}

/** An optimization that is to be begun. */
export interface PlannedOptimization {
  readonly app: string | undefined
  readonly flags: CampaignCommandOptions
  /** As a person types it; what is not known stands in angle brackets. */
  readonly command: string
  /** Whether somebody has named what to optimize. */
  readonly isNamed: boolean
}

/** What a crossed threshold begins: what the flags name, else what is known of the runs. */
export function planOptimization(given: OptimizationFlags, subject: KnownSubject): PlannedOptimization {
  const isNamed = given.plan !== undefined || given.app !== undefined || given.cases !== undefined
  const { workflow, ...files } = isNamed ? ({} as KnownSubject) : subject
  const { app: anyApp, ...named } = { ...files, ...withoutUndefined(given) }
  const known = {
    ...(workflow !== undefined && { workflow: [workflow] }),
    ...named,
  }
  const app = known.plan === undefined ? anyApp : undefined
  const flags = Object.fromEntries(
    passedOn.flatMap((name) => (known[name] === undefined ? [] : [[name, known[name]]])),
  ) as CampaignCommandOptions
  // An app of a server is answered by the models of the server, unless one is named.
  const isThere = given.dify !== undefined && known.model === undefined && known.plan === undefined
  const all = { ...(isThere && { target: 'dify' as const }), ...flags }
  return { app, flags: all, command: commandOf(app, all), isNamed }
}

function commandOf(app: string | undefined, flags: CampaignCommandOptions): string {
  const { plan, cases, ...rest } = flags
  const subject =
    plan === undefined ? [app ?? '<app.yml>', '--cases', cases ?? '<cases>'] : (['--plan', plan] as string[])
  const words = Object.entries(rest).flatMap(([name, value]) =>
    [value as string | readonly string[]].flat().flatMap((one) => [toFlag(name), one]),
  )
  return [invocation(), 'optimize', ...[...subject, ...words].map(quoted)].join(' ')
}

function withoutUndefined(flags: OptimizationFlags): OptimizationFlags {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
}

function toFlag(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** For a shell of POSIX. */
function quoted(word: string): string {
  return /^(?:[\w@%+=:,./-]+|<[\w.]+>)$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
