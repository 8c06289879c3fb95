import { isLabelStorage, type PromptVersion, type VersionStorage } from '@autoopt/storage-core'
import { PromptAnalyzer } from '../analysis/prompt-analyzer.ts'
import type { CampaignResult } from '../campaign/campaign-result.ts'
import type { Component } from '../search/component.ts'
import { VersionManager } from './version-manager.ts'

export interface SaveCampaignOptions {
  readonly storage: VersionStorage
  readonly components: readonly Component[]
  /** A label to move to the new versions when the verdict is `deploy` and the store has labels, such as `staging`. */
  readonly label?: string
  readonly now?: () => Date
}

/**
 * Keeps each prompt that the best wording of a campaign changes as a version, with its parent and all that speaks for it: rules with
 * their hypotheses and cases, statistics, cost. A text that is kept already is kept once, so that a campaign can be saved again.
 *
 * @throws {@link LabelConflictError} when somebody moves the label at the same time.
 */
export async function saveCampaign(result: CampaignResult, options: SaveCampaignOptions): Promise<PromptVersion[]> {
  const { storage, components, now } = options
  const manager = new VersionManager(storage, now === undefined ? {} : { now })
  const analyzer = new PromptAnalyzer()
  const versions: PromptVersion[] = []
  for (const { prompt } of components) {
    const text = result.best.texts[prompt.id] ?? prompt.text
    if (text === prompt.text) continue
    const before = analyzer.analyzePrompt(prompt)
    const baseline =
      (await manager.findByText(prompt.id, prompt.text)) ??
      (await manager.createVersion(prompt, { analysis: before, metadata: { strategy: 'extracted' } }))
    const known = await manager.findByText(prompt.id, text)
    versions.push(
      known ??
        (await manager.createVersion(
          { ...prompt, text },
          {
            analysis: analyzer.analyzePrompt({ ...prompt, text }),
            parentVersion: baseline.version,
            optimizationResult: resultOf(result, { promptId: prompt.id, before: prompt.text, text }),
            metadata: reasonsOf(result, prompt.id),
          },
        )),
    )
  }
  if (result.verdict === 'deploy') for (const version of versions) await moveLabel(version, options)
  return versions
}

interface ChangedText {
  readonly promptId: string
  readonly before: string
  readonly text: string
}

function resultOf(
  { improvement, confirmation, learned }: CampaignResult,
  { promptId, before, text }: ChangedText,
): NonNullable<PromptVersion['optimization_result']> {
  return {
    prompt_id: promptId,
    original_prompt: before,
    optimized_prompt: text,
    strategy: 'reflective',
    improvement_score: Math.round(improvement * 1000) / 10,
    confidence: confirmation?.finalists[0]?.probability_above ?? 0.5,
    changes: learned.filter(({ component }) => component === promptId).map((rule) => Object.assign({}, rule)),
  }
}

/** Why there is this version, for whoever asks later. */
function reasonsOf(result: CampaignResult, promptId: string): Record<string, unknown> {
  const { campaignId, verdict, reason, best, confirmation, totals, kpis, learned } = result
  const own = learned.filter(({ component }) => component === promptId)
  const [finalist] = confirmation?.finalists ?? []
  const statistics =
    finalist === undefined
      ? {}
      : {
          statistics: {
            difference: finalist.difference,
            interval: finalist.interval,
            p: finalist.p_adjusted,
            cases: finalist.cases,
            won: finalist.won,
            lost: finalist.lost,
          },
        }
  return {
    strategy: 'reflective',
    campaign_id: campaignId,
    candidate_id: best.id,
    verdict,
    reason,
    hypotheses: [...new Set(own.map(({ hypothesis }) => hypothesis))],
    evidence_cases: [...new Set(own.flatMap(({ evidence }) => evidence))],
    ...statistics,
    campaign_cost_usd: kpis.costUsd,
    campaign_runs: totals.runs,
  }
}

async function moveLabel(version: PromptVersion, { storage, label }: SaveCampaignOptions): Promise<void> {
  if (label === undefined || !isLabelStorage(storage)) return
  const expected = (await storage.getLabel(version.prompt_id, label)) ?? null
  if (expected === version.version) return
  const message = String(version.metadata['reason'])
  await storage.setLabel(version.prompt_id, label, version.version, { expected, author: 'autoopt', message })
}
