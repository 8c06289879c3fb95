import { appendFile } from 'node:fs/promises'
import { isAbsolute, resolve } from 'node:path'
import {
  type CampaignOptions,
  type CampaignPlan,
  type CampaignResult,
  FileJournal,
  planCampaign,
  runCampaign,
} from '@autoopt/optimizer'
import type { ModelConfig } from '@autoopt/config'
import { findModel, type LedgerCaps } from '@autoopt/llm'
import { parseStrategies } from '../arguments/parse-strategies.ts'
import { writeText } from '../files/write-text.ts'
import { fullModelName } from '../run/open-models.ts'
import { type BegunCampaign, campaignFiles } from './begin-campaign.ts'
import { CampaignDisplay } from './campaign-display.ts'
import type { CampaignFlags } from './campaign-flags.ts'
import { type CampaignBounds, campaignLimits, reflectionPriceOf } from './campaign-limits.ts'
import { campaignMargins } from './campaign-margins.ts'
import { campaignReport, CampaignRecorder, type CampaignReport } from './campaign-report.ts'
import { eventRecord } from './event-record.ts'
import { keepHoldout, readHoldout } from './holdout-file.ts'
import { type CampaignSubject, openCampaign } from './open-campaign.ts'
import { openWorkbench, reflectionNameOf } from './open-workbench.ts'
import { reportHtml } from './report-html.ts'
import { reportMarkdown } from './report-markdown.ts'
import { requireUnspent, SpentLedger } from './spent-ledger.ts'

/** A campaign with everything known of it before its first call. */
export interface PreparedCampaign {
  readonly begun: BegunCampaign
  readonly subject: CampaignSubject
  readonly bounds: CampaignBounds
  readonly plan: CampaignPlan
  /** Name of the model that thinks of changes. */
  readonly reflection: string
}

/** What a campaign that came to its end leaves. */
export interface EndedCampaign {
  readonly folder: string
  readonly result: CampaignResult
  readonly report: CampaignReport
}

/** Reads and plans everything; nothing is run or asked, and nothing written. Throws what {@link planCampaign} throws. */
export async function prepareCampaign(begun: BegunCampaign): Promise<PreparedCampaign> {
  const subject = await openCampaign(begun.source, begun.flags, begun.createdAt)
  const bounds = await campaignLimits(begun.flags, subject)
  const reflection = reflectionNameOf(subject, begun.flags)
  if (begun.resumed !== undefined) await requireUnspent(campaignFiles(begun.resumed).spent, capsOf(bounds))
  const plan = planCampaign(await optionsOf({ begun, subject, bounds, reflection }))
  return { begun, subject, bounds, plan, reflection }
}

export interface ExecuteOptions {
  /** A file that gets a line for each event, beside the one in the folder. */
  readonly events?: string
  readonly signal: AbortSignal
  readonly display?: NodeJS.WritableStream
}

/** Runs a campaign into its folder, or goes on with it. */
export async function executeCampaign(prepared: PreparedCampaign, options: ExecuteOptions): Promise<EndedCampaign> {
  const { begun, subject, bounds } = prepared
  const { path, record } = await begun.open(subject.loaded.runs)
  const files = campaignFiles(path)
  await using journal = await FileJournal.open(files.journal)
  await using ledger = await SpentLedger.open(files.spent, capsOf(bounds))
  const titles = new Map(subject.components.map(({ id, nodeTitle }) => [id, nodeTitle]))
  using display = new CampaignDisplay(titles, { spent: () => spentBy(ledger) })
  await using workbench = await openWorkbench(subject, {
    flags: begun.flags,
    ledger,
    onNotice: (text) => display.say(text),
  })
  const recorder = new CampaignRecorder()
  const campaign = runCampaign({
    ...(await optionsOf(prepared, path)),
    evaluate: async function* (...evaluation) {
      for await (const result of workbench.evaluate(...evaluation)) {
        recorder.note(result)
        display.count(result)
        yield result
      }
    },
    reflectionModel: workbench.reflectionModel,
    ...(subject.document.graph === undefined ? {} : { graph: subject.document.graph }),
    journal,
    campaignId: record.campaign_id,
    signal: options.signal,
  })
  let result: CampaignResult | undefined
  for await (const event of campaign) {
    recorder.update(event)
    display.update(event)
    const line = `${JSON.stringify(eventRecord(event, new Date()))}\n`
    for (const file of [files.events, ...(options.events === undefined ? [] : [options.events])])
      await appendFile(file, line)
    // From here on the journal goes by these limits.
    if (event.type === 'planned') await begun.keepLimits()
    if (event.type === 'finished') result = event.result
  }
  if (result === undefined) throw new Error('A campaign ended without a result.')
  recorder.isSimulated ||= workbench.simulated.size > 0
  const spent = spentOn(result, { ledger, isLocal: subject.baseline.manifest.target === 'local' })
  const workflowId = subject.document.workflow_id
  const report = campaignReport(result, { campaignId: record.campaign_id, workflowId, recorder, spent })
  await keepHoldout(result.holdoutRecord, subject)
  await writeText(files.result, `${JSON.stringify(report, null, 2)}\n`)
  await writeText(files.markdown, reportMarkdown(report))
  await writeText(files.html, reportHtml(report))
  return { folder: path, result, report }
}

function capsOf({ limits: { calls, costUsd } }: CampaignBounds): LedgerCaps {
  return {
    ...(calls === undefined ? {} : { max_calls: calls }),
    ...(costUsd === undefined ? {} : { max_cost_usd: costUsd }),
  }
}

/** Paths of flags mean the folder of the command, also when a resumed campaign went elsewhere. */
export function absolutePath(path: string): string {
  return isAbsolute(path) ? path : resolve(path)
}

type SharedOptions = Omit<CampaignOptions, 'evaluate'>

async function optionsOf(
  { begun, subject, bounds, reflection }: Omit<PreparedCampaign, 'plan'>,
  folder: string | undefined = begun.resumed,
): Promise<SharedOptions> {
  const { loaded, baseline, components, cases } = subject
  const named = (name: string): ModelConfig => findModel(fullModelName(name), loaded.env?.models)
  const price = reflectionPriceOf(named(reflection))
  const { task } = baseline.manifest.model_roles
  const holdout = await readHoldout(subject, folder)
  return {
    components,
    cases,
    budget: bounds.budget,
    limits: bounds.limits,
    runBounds: bounds.runBounds,
    seed: begun.flags.seed ?? baseline.manifest.execution.seed,
    ...strategiesOf(begun.flags),
    ...(price === undefined ? {} : { reflectionPrice: price }),
    ...(holdout === undefined ? {} : { holdout }),
    margins: campaignMargins(begun.flags, { isSimulated: task !== undefined && named(task).provider === 'simulated' }),
  }
}

/** `auto` alone leaves the choice to the campaign. */
function strategiesOf({ strategy = ['auto'] }: CampaignFlags): Pick<CampaignOptions, 'strategies'> {
  const strategies = parseStrategies(strategy, 'by_results')
  return strategies.every((one) => one === 'auto') ? {} : { strategies }
}

/** The ledger knows of every call that this process made, those in vain too; a server's are known from its results alone. */
function spentOn(
  { totals }: CampaignResult,
  { ledger, isLocal }: { readonly ledger: SpentLedger; readonly isLocal: boolean },
): CampaignReport['spent'] {
  const { runs, calls: known, tokens, costUsd, unknownPrices } = totals
  if (!isLocal) return { runs, calls: known, tokens, cost_usd: unknownPrices > 0 ? null : costUsd }
  const { calls, input_tokens, output_tokens } = ledger.totals()
  return { runs, calls, tokens: input_tokens + output_tokens, cost_usd: spentBy(ledger).costUsd }
}

function spentBy(ledger: SpentLedger): { readonly calls: number; readonly costUsd: number | null } {
  const { calls, known_cost_usd, calls_of_unknown_cost } = ledger.totals()
  return { calls, costUsd: calls_of_unknown_cost > 0 ? null : known_cost_usd }
}
