import { join } from 'node:path'
import { PromptPatchEngine } from '@autoopt/executor'
import { saveCampaign } from '@autoopt/optimizer'
import { isLabelStorage, type PromptVersion } from '@autoopt/storage-core'
import { beginCampaign } from '../campaign/begin-campaign.ts'
import type { CampaignCommandOptions } from '../campaign/campaign-flags.ts'
import { describePlan } from '../campaign/describe-plan.ts'
import { resultFacts, verdictTitle } from '../campaign/describe-result.ts'
import {
  absolutePath,
  type EndedCampaign,
  executeCampaign,
  prepareCampaign,
  type PreparedCampaign,
} from '../campaign/execute-campaign.ts'
import { exitCode, type ExitCode, UsageError } from '../exit-code.ts'
import { checkOutput, type Written, writeApp } from '../files/write-app.ts'
import { openStorage } from '../open-storage.ts'
import { ask } from '../terminal/ask.ts'
import { interruptible } from '../terminal/interruptible.ts'
import { invocation } from '../terminal/invocation.ts'
import { paint } from '../terminal/paint.ts'
import { print, printJson, tell } from '../terminal/print.ts'

/** Searches for better prompts by what cases show, proves what it finds, and writes it where it was told to. */
export async function optimizeCampaign(app: string | undefined, given: CampaignCommandOptions): Promise<ExitCode> {
  const options = withAbsolutePaths(given)
  requireAccepted(options)
  const prepared = await prepareCampaign(await beginCampaign(app, options))
  await checkOutput([prepared.subject.appPath], options)
  if (!(await isApproved(prepared, options))) return exitCode.fine
  const place = options.runs === undefined ? '' : ` --runs ${options.runs}`
  const ended = await interruptible(`To go on: ${invocation()} optimize --resume${place}`, async (signal) =>
    executeCampaign(prepared, { signal, ...(options.events === undefined ? {} : { events: options.events }) }),
  )
  const { kept, written } = await concludeCampaign(prepared, ended, options)
  if (options.json) printJson({ ...ended.report, folder: ended.folder, versions: kept, written: written ?? null })
  else printEnded(prepared, ended, { kept, written, options })
  return options.check && ended.report.verdict !== 'deploy' ? exitCode.checkFailed : exitCode.fine
}

/** Keeps and writes what was accepted, where it was told to. */
export async function concludeCampaign(
  prepared: PreparedCampaign,
  ended: EndedCampaign,
  options: CampaignCommandOptions,
): Promise<Pick<Ending, 'kept' | 'written'>> {
  const kept = await keepAccepted(prepared, ended, options)
  return { kept, written: await writeBack(prepared, ended, options) }
}

function withAbsolutePaths(options: CampaignCommandOptions): CampaignCommandOptions {
  const { out, events, storage } = options
  return {
    ...options,
    ...(out === undefined ? {} : { out: absolutePath(out) }),
    ...(events === undefined ? {} : { events: absolutePath(events) }),
    ...(storage === undefined ? {} : { storage: absolutePath(storage) }),
  }
}

function requireAccepted({ accept }: CampaignCommandOptions): void {
  if (accept !== undefined && accept !== 'deploy' && accept !== 'canary')
    throw new UsageError(`--accept takes deploy or canary, not "${accept}".`)
}

/** Shows the plan; asks where somebody can answer. */
async function isApproved(prepared: PreparedCampaign, { yes }: CampaignCommandOptions): Promise<boolean> {
  const { plan, begun } = prepared
  for (const line of describePlan(plan, prepared)) tell(line)
  if (begun.resumed !== undefined) tell(`going on with ${begun.resumed}`)
  if (yes || process.env['CI'] || !process.stdin.isTTY || !process.stderr.isTTY) return true
  return ask('Begin?')
}

async function writeBack(
  { subject }: PreparedCampaign,
  { result }: EndedCampaign,
  options: CampaignCommandOptions,
): Promise<Written | undefined> {
  if (!isAccepted(result, options)) return undefined
  const { document, appPath } = subject
  const { text } = new PromptPatchEngine().applyPatches(document, result.patches)
  return writeApp(appPath, { text, source: document.source }, options)
}

/** Keeps what was accepted in the store that is named; without one there is nothing to keep it in. */
async function keepAccepted(
  { subject }: PreparedCampaign,
  { result, report }: EndedCampaign,
  options: CampaignCommandOptions,
): Promise<readonly KeptVersion[]> {
  const { label } = options
  await using opened = openStorage(options, subject.loaded.env)
  const { store: storage, folder } = opened
  if (folder === null || !isAccepted(result, options)) return []
  if (label !== undefined && !isLabelStorage(storage))
    throw new UsageError('This store keeps no labels; leave --label out.')
  const versions = await saveCampaign(result, {
    storage,
    components: subject.components,
    edits: report.edits,
    metadata: { simulated: report.simulated, cost: report.spent },
    labelWith: [result.verdict],
    ...(label === undefined ? {} : { label }),
  })
  return versions.map(({ prompt_id, version, parent_version }) => ({ prompt_id, version, parent_version }))
}

function isAccepted({ verdict }: EndedCampaign['result'], { accept }: CampaignCommandOptions): boolean {
  return verdict === 'deploy' || (accept === 'canary' && verdict === 'canary')
}

/** A version that a campaign kept. */
type KeptVersion = Pick<PromptVersion, 'prompt_id' | 'version' | 'parent_version'>

interface Ending {
  readonly kept: readonly KeptVersion[]
  readonly written: Written | undefined
  readonly options: CampaignCommandOptions
}

/** Prints the verdict, and what was kept and written. */
export function printEnded(
  { subject }: PreparedCampaign,
  { report, folder }: EndedCampaign,
  { kept, written, options }: Ending,
): void {
  print(paint('bold', verdictTitle(report)))
  for (const [name, fact] of resultFacts(report)) print(`  ${name}: ${fact}`)
  for (const { text, effect } of report.learned.slice(0, 8))
    print(`  ${(100 * effect).toFixed(1).padStart(5)} points: ${text.replaceAll(/\s+/gu, ' ').trim().slice(0, 110)}`)
  for (const { prompt_id, version, parent_version } of kept)
    print(`  version: ${prompt_id}@${version}${parent_version === null ? '' : `, from ${parent_version}`}`)
  print(`  report: ${join(folder, 'report.html')}`)
  if (written) print(`  written: ${written.path}${written.backup ? ` (backup ${written.backup})` : ''}`)
  else if (options.out !== undefined || options.inPlace)
    tell(
      `Nothing was written: the verdict is ${report.verdict}.${report.verdict === 'canary' ? ' --accept canary takes it all the same.' : ''}`,
    )
  else if (report.verdict === 'deploy')
    tell(`Nothing was written. Give -o <file>, or --in-place to replace ${subject.appPath}.`)
}
