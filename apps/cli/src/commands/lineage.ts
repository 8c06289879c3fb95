import { VersionManager } from '@autoopt/optimizer'
import type { PromptVersion } from '@autoopt/storage-core'
import { z } from 'zod'
import { signedPoints } from '../campaign/signed-points.ts'
import { exitCode, type ExitCode, UsageError } from '../exit-code.ts'
import { openNamedStorage } from '../open-storage.ts'
import { formatCost } from '../run/print-trace.ts'
import { countOf } from '../terminal/count-of.ts'
import { paint } from '../terminal/paint.ts'
import { excerpt, print, printJson } from '../terminal/print.ts'
import type { VersionsOptions } from './versions.ts'

/** What of a version's reasons can be read; whoever kept it may have said less. */
const reasonsSchema = z.looseObject({
  strategy: z.string().optional(),
  campaign_id: z.string().optional(),
  verdict: z.string().optional(),
  simulated: z.boolean().optional(),
  hypotheses: z.array(z.string()).optional(),
  evidence_cases: z.array(z.string()).optional(),
  changed_with: z.array(z.string()).optional(),
  statistics: z
    .looseObject({
      difference: z.number(),
      interval: z.looseObject({ low: z.number(), high: z.number(), level: z.number() }).nullable().optional(),
      cases: z.number().optional(),
      won: z.number().optional(),
      lost: z.number().optional(),
    })
    .optional(),
  cost: z.looseObject({ runs: z.number(), calls: z.number(), cost_usd: z.number().nullable() }).optional(),
})
const changeSchema = z.looseObject({ op: z.string(), text: z.string().optional(), rationale: z.string().optional() })

/** Shows a version, the one that it was made from, and so on to the first, each with why it was made. */
export async function lineage(
  promptId: string,
  version: string | undefined,
  options: VersionsOptions,
): Promise<ExitCode> {
  await using store = await openNamedStorage(options)
  const manager = new VersionManager(store)
  const start = version ?? (await manager.getLatestVersion(promptId))?.version
  if (start === undefined) throw new UsageError(`The store has no versions of "${promptId}".`)
  const chain: PromptVersion[] = []
  const seen = new Set<string>()
  for (let next: string | null = start; next !== null && !seen.has(next);) {
    seen.add(next)
    const one: PromptVersion | undefined =
      chain.length === 0 ? await manager.getVersion(promptId, next) : await store.getVersion(promptId, next)
    if (one === undefined) break
    chain.push(one)
    next = one.parent_version
  }
  if (options.json)
    printJson({
      prompt_id: promptId,
      lineage: chain.map(({ version: number, created_at, parent_version, metadata, optimization_result }) => ({
        version: number,
        created_at,
        parent_version,
        metadata,
        changes: optimization_result?.changes ?? [],
      })),
    })
  else for (const one of chain) printStep(one)
  return exitCode.fine
}

function printStep({ prompt_id, version, created_at, metadata, optimization_result }: PromptVersion): void {
  const reasons = reasonsSchema.safeParse(metadata).data ?? {}
  print(
    `${paint('bold', `${prompt_id}@${version}`)}  ${paint('dim', `${created_at} · ${reasons.strategy ?? 'unknown'}`)}`,
  )
  for (const line of linesOf(reasons)) print(`  ${line}`)
  for (const change of optimization_result?.changes ?? []) {
    const { data } = changeSchema.safeParse(change)
    if (data !== undefined)
      print(`  ${data.op}: ${excerpt(data.text ?? '', 80)}${data.rationale ? ` – ${excerpt(data.rationale, 80)}` : ''}`)
  }
}

function linesOf(reasons: z.infer<typeof reasonsSchema>): string[] {
  const {
    campaign_id,
    verdict,
    simulated,
    hypotheses = [],
    evidence_cases = [],
    changed_with = [],
    statistics,
    cost,
  } = reasons
  return [
    ...(campaign_id === undefined ? [] : [`${verdict ?? ''} by ${campaign_id}${simulated ? ' (simulated)' : ''}`]),
    ...(statistics === undefined ? [] : [describeStatistics(statistics)]),
    ...(changed_with.length === 0 ? [] : [`measured together with ${changed_with.join(', ')}`]),
    ...(hypotheses.length === 0 ? [] : [`because of: ${hypotheses.join(', ').replaceAll('_', ' ')}`]),
    ...(evidence_cases.length === 0 ? [] : [`seen in: ${excerpt(evidence_cases.join(', '), 100)}`]),
    ...(cost === undefined
      ? []
      : [`cost: ${countOf(cost.runs, 'run')}, ${countOf(cost.calls, 'model call')}, ${formatCost(cost.cost_usd)}`]),
  ]
}

function describeStatistics(statistics: NonNullable<z.infer<typeof reasonsSchema>['statistics']>): string {
  const { difference, interval, cases, won, lost } = statistics
  const range =
    interval === null || interval === undefined
      ? ''
      : ` (${Math.round(100 * interval.level)} % interval ${signedPoints(interval.low)} to ${signedPoints(interval.high)})`
  const counts = cases === undefined ? '' : ` on ${countOf(cases, 'case')}: ${won ?? 0} won, ${lost ?? 0} lost`
  return `${signedPoints(difference)} points${range}${counts}`
}
