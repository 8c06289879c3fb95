import { parseDsl } from '@autoopt/dsl'
import { PromptPatchEngine } from '@autoopt/executor'
import { PromptAnalyzer, PromptExtractor, VersionManager } from '@autoopt/optimizer'
import { isLabelStorage, type Prompt, type PromptVersion } from '@autoopt/storage-core'
import { UsageError } from '../exit-code.ts'
import type { Store } from '../open-storage.ts'
import type { CampaignReport } from './campaign-report.ts'
import type { CampaignSubject } from './open-campaign.ts'

export interface KeepOptions {
  readonly store: Store
  readonly report: CampaignReport
  /** A label to point at the new versions. */
  readonly label?: string
}

/** A version that a campaign kept. */
export interface KeptVersion {
  readonly prompt_id: string
  readonly version: string
  readonly parent_version: string | null
}

/**
 * Keeps each prompt that a campaign changed as a version, with what led to it, next to the version that it came from. Doing it again
 * for the same campaign changes nothing.
 *
 * @throws {@link UsageError} when a label is asked for and the store has none.
 */
export async function keepVersions({ document }: CampaignSubject, options: KeepOptions): Promise<KeptVersion[]> {
  const { store, report, label } = options
  if (label !== undefined && !isLabelStorage(store))
    throw new UsageError('This store keeps no labels; leave --label out.')
  const manager = new VersionManager(store)
  const { text } = new PromptPatchEngine().applyPatches(document, report.patches)
  const patched = parseDsl(text, { workflowId: document.workflow_id })
  const before = new Map(new PromptExtractor().extractFromWorkflow(document).map((prompt) => [prompt.id, prompt]))
  const after = new PromptExtractor().extractFromWorkflow(patched)
  const changed = after.filter(({ id, text: now }) => before.get(id)?.text !== now)
  const kept: KeptVersion[] = []
  for (const prompt of changed) {
    const original = before.get(prompt.id)
    if (original === undefined) continue
    const version = await keep(manager, { original, prompt, others: changed.filter((one) => one !== prompt), report })
    kept.push({ prompt_id: prompt.id, version: version.version, parent_version: version.parent_version })
    if (label === undefined || !isLabelStorage(store)) continue
    const expected = (await store.getLabel(prompt.id, label)) ?? null
    if (expected !== version.version)
      await store.setLabel(prompt.id, label, version.version, { expected, author: `autoopt ${report.campaign_id}` })
  }
  return kept
}

interface ChangedPrompt {
  readonly original: Prompt
  readonly prompt: Prompt
  /** Changed with it: what was measured holds for all of them together. */
  readonly others: readonly Prompt[]
  readonly report: CampaignReport
}

async function keep(
  manager: VersionManager,
  { original, prompt, others, report }: ChangedPrompt,
): Promise<PromptVersion> {
  const known = await manager.findByText(prompt.id, prompt.text)
  if (known?.metadata['campaign_id'] === report.campaign_id) return known
  const analyzer = new PromptAnalyzer()
  const parent =
    (await manager.findByText(original.id, original.text)) ??
    (await manager.createVersion(original, {
      analysis: analyzer.analyzePrompt(original),
      metadata: { strategy: 'extracted' },
    }))
  const edits = report.edits.filter(({ component }) => component === prompt.id)
  return manager.createVersion(prompt, {
    parentVersion: parent.version,
    analysis: analyzer.analyzePrompt(prompt),
    optimizationResult: {
      prompt_id: prompt.id,
      original_prompt: original.text,
      optimized_prompt: prompt.text,
      strategy: 'reflective',
      improvement_score: 100 * report.improvement,
      confidence: report.statistics?.probability_above ?? 0,
      changes: edits,
    },
    metadata: { ...reasonsOf(report, edits), changed_with: others.map(({ id }) => id) },
  })
}

function reasonsOf(report: CampaignReport, edits: CampaignReport['edits']): Record<string, unknown> {
  const { campaign_id, verdict, simulated, statistics, spent, baseline_score, variant_score } = report
  return {
    strategy: 'reflective',
    campaign_id,
    verdict,
    simulated,
    hypotheses: [...new Set(edits.map(({ hypothesis }) => hypothesis))],
    evidence_cases: [...new Set(edits.flatMap(({ evidence }) => evidence))],
    statistics: {
      baseline_score,
      variant_score,
      difference: report.improvement,
      ...(statistics === null
        ? {}
        : {
            interval: statistics.interval,
            p_adjusted: statistics.p_adjusted,
            cases: statistics.cases,
            won: statistics.won.length,
            lost: statistics.lost.length,
          }),
    },
    cost: spent,
  }
}
