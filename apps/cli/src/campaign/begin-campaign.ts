import { join } from 'node:path'
import { UsageError } from '../exit-code.ts'
import { loadSettings } from '../files/load-settings.ts'
import type { CampaignCommandOptions, CampaignFlags } from './campaign-flags.ts'
import { type CampaignRecord, createCampaign, findCampaign, writeCampaign } from './campaign-folder.ts'

/** A campaign that is to be run: a new one without a folder so far, or one that goes on. */
export interface BegunCampaign {
  readonly source: string
  readonly flags: CampaignFlags
  readonly createdAt: Date
  /** Folder of one that goes on. */
  readonly resumed: string | undefined
  /** Makes the folder where there is none. */
  readonly open: (runs: string) => Promise<{ readonly path: string; readonly record: CampaignRecord }>
  /** Keeps the limits of one that goes on with others, for when it is resumed by its name alone. */
  readonly keepLimits: () => Promise<void>
}

/** Names of the flags that may change from one session to the next. */
const limitFlags = ['budget', 'maxRuns', 'maxCalls', 'maxCost', 'maxMinutes'] as const

/** Names of the flags that are kept with a campaign. */
const kept: readonly (keyof CampaignFlags)[] = [
  'plan',
  'workflow',
  'workflowId',
  'prompt',
  'cases',
  'model',
  'modelMap',
  'reflectionModel',
  'strategy',
  'judge',
  'embedding',
  'recordings',
  'appEnv',
  'dify',
  'offline',
  'allowPrivateAddresses',
  ...limitFlags,
  'maxCostIncrease',
  'maxLatencyIncrease',
  'seed',
  'target',
  'env',
  'runs',
  'concurrency',
]

/**
 * What a campaign is begun with: what the flags say or, when one is resumed, what they said then. Goes to the folder where it was begun.
 *
 * @throws {@link UsageError} when there is no app file and no plan, or no campaign to resume.
 */
export async function beginCampaign(app: string | undefined, options: CampaignCommandOptions): Promise<BegunCampaign> {
  if (options.resume !== undefined) return resumeCampaign(options)
  const source = options.plan ?? app
  if (source === undefined || (options.plan !== undefined && app !== undefined))
    throw new UsageError('Give an app file with --cases, or --plan <file>; one of them.')
  const flags = flagsOf(options)
  const createdAt = new Date()
  return {
    source,
    flags,
    createdAt,
    resumed: undefined,
    open: async (runs) => createCampaign(runs, { source, flags: withoutSecrets(flags), now: createdAt }),
    keepLimits: async () => undefined,
  }
}

async function resumeCampaign({ resume, ...options }: CampaignCommandOptions): Promise<BegunCampaign> {
  const runs = options.runs ?? (await loadSettings(options.env))?.io_paths.runs ?? 'runs'
  const found = await findCampaign(typeof resume === 'string' ? resume : undefined, runs)
  const { record, path } = found
  const flags = { ...(record.flags as CampaignFlags), ...flagsOf(options) }
  if (process.cwd() !== record.folder) process.chdir(record.folder)
  return {
    source: record.source,
    flags,
    createdAt: new Date(record.created_at),
    resumed: path,
    open: async () => found,
    keepLimits: async () => {
      const limits = Object.fromEntries(
        limitFlags.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]])),
      )
      await writeCampaign(path, { ...record, flags: { ...record.flags, ...limits } })
    },
  }
}

function flagsOf(options: CampaignCommandOptions): CampaignFlags {
  return Object.fromEntries(kept.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])))
}

/** `NAME=value` may hold a secret; on resuming the value comes from the shell. */
function withoutSecrets(flags: CampaignFlags): CampaignRecord['flags'] {
  const { appEnv, ...rest } = flags
  const names = appEnv === undefined ? {} : { appEnv: appEnv.map((flag) => flag.split('=')[0] ?? flag) }
  return { ...rest, ...names } as CampaignRecord['flags']
}

/** Files in the folder of a campaign. */
export function campaignFiles(path: string) {
  const file = (name: string): string => join(path, name)
  return {
    journal: file('journal.jsonl'),
    spent: file('spent.jsonl'),
    events: file('events.jsonl'),
    holdout: file('holdout.json'),
    result: file('result.json'),
    markdown: file('report.md'),
    html: file('report.html'),
  }
}
