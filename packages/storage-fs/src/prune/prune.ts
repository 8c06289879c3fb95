/**
 * Removes old versions from a store, one prompt after the other, under the maintenance lock. Whoever saves or moves labels
 * takes no lock: a version that a label comes to point at meanwhile stays, since each is looked at again.
 */
import { packVersions } from '../archive/pack-versions.ts'
import { forEachPrompt, type LongWorkOptions, type SkippedPrompt } from '../maintain/long-work.ts'
import { type StillHeld, withMaintenanceLock } from '../maintain/maintenance-lock.ts'
import { appendAudit } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'
import { deleteVersions } from '../trash/delete-versions.ts'
import { planRetention, type RetentionPlan } from './plan-retention.ts'
import { checkRule, type RetentionRule } from './retention-rule.ts'

/** Which versions are to go, and how. */
export interface PruneOptions extends RetentionRule, LongWorkOptions {
  /** Whether only to say what would go. Default: true. */
  readonly dryRun?: boolean | undefined
  /** Whether versions go into packs, where they can still be read, instead of the trash. Default: false. */
  readonly archive?: boolean | undefined
}

/** What becomes of the old versions of a prompt. */
export interface PrunedPrompt extends RetentionPlan {
  readonly promptId: string
}

/** What goes, or has gone, and what is old and stays. */
export interface PruneReport {
  readonly dryRun: boolean
  /** How many versions go. */
  readonly versions: number
  /** Those that have old versions. */
  readonly prompts: readonly PrunedPrompt[]
  readonly skipped: readonly SkippedPrompt[]
}

/** Removes old versions; the whole way of `prune`. */
export async function prune(store: OpenStore, options: PruneOptions): Promise<PruneReport> {
  checkRule(options)
  const { dryRun = true } = options
  if (!(await store.open())) return { dryRun, versions: 0, prompts: [], skipped: [] }
  if (dryRun) return visit(store, options, async (plan) => plan)
  await store.openForWriting()
  return withMaintenanceLock(store, 'prune the store', async (stillHeld) =>
    visit(store, options, async (plan) => {
      stillHeld()
      return options.archive ? archivePlanned(store, plan, stillHeld) : deletePlanned(store, plan, stillHeld)
    }),
  )
}

async function visit(
  store: OpenStore,
  options: PruneOptions,
  carryOut: (plan: PrunedPrompt) => Promise<PrunedPrompt>,
): Promise<PruneReport> {
  const prompts: PrunedPrompt[] = []
  const skipped = await forEachPrompt(store, options, async (promptId) => {
    const plan = await planPrompt(store, promptId, options)
    if (plan.goes.length + plan.kept.length === 0) return 0
    const pruned = plan.goes.length === 0 ? plan : await carryOut(plan)
    prompts.push(pruned)
    return pruned.goes.length
  })
  const versions = prompts.reduce((sum, { goes }) => sum + goes.length, 0)
  return { dryRun: options.dryRun ?? true, versions, prompts, skipped }
}

async function planPrompt(
  { reader, labels, layout, options: { now } }: OpenStore,
  promptId: string,
  rule: PruneOptions,
): Promise<PrunedPrompt> {
  const { length } = await reader.versions(promptId)
  // The latest always stays.
  if (length <= Math.max(1, rule.keepLast ?? 1)) return { promptId, goes: [], kept: [] }
  const records = await reader.list(promptId)
  const targets = await labels.targets(layout.promptDirectory(promptId))
  const labelled = new Set(targets.map(([, version]) => version))
  return { promptId, ...planRetention(records, { rule, labelled, now: now() }) }
}

async function archivePlanned(store: OpenStore, plan: PrunedPrompt, stillHeld: StillHeld): Promise<PrunedPrompt> {
  const { promptId } = plan
  const goes = await packVersions(store, promptId, { versions: plan.goes, stillHeld })
  audit(store, promptId, goes)
  return { ...plan, goes }
}

async function deletePlanned(store: OpenStore, plan: PrunedPrompt, stillHeld: StillHeld): Promise<PrunedPrompt> {
  const { promptId } = plan
  const { deleted, labelled } = await deleteVersions(store, promptId, { versions: plan.goes, stillHeld })
  audit(store, promptId, deleted)
  const kept = [...plan.kept, ...labelled.map((version) => ({ version, because: 'labelled' as const }))]
  return { promptId, goes: deleted, kept }
}

function audit(store: OpenStore, promptId: string, versions: readonly string[]): void {
  appendAudit(
    store,
    versions.map((version) => ({ action: 'prune', prompt_id: promptId, version })),
  )
}
