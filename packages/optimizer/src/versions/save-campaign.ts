import type { Verdict } from '@autoopt/collector'
import { isLabelStorage, type PromptVersion, type VersionStorage } from '@autoopt/storage-core'
import { PromptAnalyzer } from '../analysis/prompt-analyzer.ts'
import type { CampaignResult } from '../campaign/campaign-result.ts'
import type { Component } from '../search/component.ts'
import type { Edit } from '../search/edit.ts'
import { VersionManager } from './version-manager.ts'

export interface SaveCampaignOptions {
  readonly storage: VersionStorage
  readonly components: readonly Component[]
  /** A label to move to the new versions, such as `staging`, where the store has labels. */
  readonly label?: string
  /** With which verdicts it moves. Default: `deploy` alone. */
  readonly labelWith?: readonly Verdict[]
  /** Everything that was done to the prompts on the way to the best wording. Default: the rules that it has more than the seed. */
  readonly edits?: readonly Edit[]
  /** Further facts for the metadata of the versions; of two with the same name these count. */
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly now?: () => Date
}

/**
 * Keeps each prompt that the best wording of a campaign changes as a version, with its parent and all that speaks for it: what was changed,
 * with hypotheses and cases, statistics, cost. A text that is kept already is kept once, so that a campaign can be saved again.
 *
 * @throws {@link LabelConflictError} when somebody moves the label at the same time.
 */
export async function saveCampaign(result: CampaignResult, options: SaveCampaignOptions): Promise<PromptVersion[]> {
  const { storage, components, labelWith = ['deploy'], now } = options
  const manager = new VersionManager(storage, now === undefined ? {} : { now })
  const changed = components.filter(({ prompt }) => textOf(result, prompt.id, prompt.text) !== prompt.text)
  const versions: PromptVersion[] = []
  for (const { prompt } of changed) {
    const text = textOf(result, prompt.id, prompt.text)
    const others = changed.map(({ id }) => id).filter((id) => id !== prompt.id)
    versions.push(
      (await manager.findByText(prompt.id, text)) ??
        (await createVersion({ prompt, text, others }, { manager, result, options })),
    )
  }
  if (labelWith.includes(result.verdict)) for (const version of versions) await moveLabel(version, { result, options })
  return versions
}

function textOf({ best }: CampaignResult, promptId: string, before: string): string {
  return best.texts[promptId] ?? before
}

interface ChangedPrompt {
  readonly prompt: Component['prompt']
  readonly text: string
  /** Changed with it: what was measured holds for all of them together. */
  readonly others: readonly string[]
}

interface SaveContext {
  readonly result: CampaignResult
  readonly options: SaveCampaignOptions
}

async function createVersion(
  { prompt, text, others }: ChangedPrompt,
  { manager, result, options }: SaveContext & { readonly manager: VersionManager },
): Promise<PromptVersion> {
  const analyzer = new PromptAnalyzer()
  const baseline =
    (await manager.findByText(prompt.id, prompt.text)) ??
    (await manager.createVersion(prompt, {
      analysis: analyzer.analyzePrompt(prompt),
      metadata: { strategy: 'extracted' },
    }))
  const changes = (options.edits ?? result.learned).filter(({ component }) => component === prompt.id)
  return manager.createVersion(
    { ...prompt, text },
    {
      analysis: analyzer.analyzePrompt({ ...prompt, text }),
      parentVersion: baseline.version,
      optimizationResult: {
        prompt_id: prompt.id,
        original_prompt: prompt.text,
        optimized_prompt: text,
        strategy: 'reflective',
        improvement_score: Math.round(result.improvement * 1000) / 10,
        confidence: result.confirmation?.finalists[0]?.probability_above ?? 0.5,
        changes: changes.map((change) => Object.assign({}, change)),
      },
      metadata: { ...reasonsOf(result, changes), changed_with: others, ...options.metadata },
    },
  )
}

/** Why there is this version, for whoever asks later. */
function reasonsOf(
  {
    campaignId,
    verdict,
    reason,
    best,
    confirmation,
    totals,
    kpis,
    baselineScore,
    variantScore,
    improvement,
  }: CampaignResult,
  changes: readonly { readonly hypothesis: string; readonly evidence: readonly string[] }[],
): Record<string, unknown> {
  const [finalist] = confirmation?.finalists ?? []
  const proof =
    finalist === undefined
      ? {}
      : {
          interval: finalist.interval,
          p_adjusted: finalist.p_adjusted,
          cases: finalist.cases,
          won: finalist.won.length,
          lost: finalist.lost.length,
        }
  return {
    strategy: 'reflective',
    campaign_id: campaignId,
    candidate_id: best.id,
    verdict,
    reason,
    hypotheses: [...new Set(changes.map(({ hypothesis }) => hypothesis))],
    evidence_cases: [...new Set(changes.flatMap(({ evidence }) => evidence))],
    statistics: { baseline_score: baselineScore, variant_score: variantScore, difference: improvement, ...proof },
    cost: { runs: totals.runs, calls: totals.calls, tokens: totals.tokens, cost_usd: kpis.costUsd },
  }
}

async function moveLabel(version: PromptVersion, { result, options }: SaveContext): Promise<void> {
  const { storage, label } = options
  if (label === undefined || !isLabelStorage(storage)) return
  const expected = (await storage.getLabel(version.prompt_id, label)) ?? null
  if (expected === version.version) return
  const author = `autoopt ${result.campaignId}`
  await storage.setLabel(version.prompt_id, label, version.version, { expected, author, message: result.reason })
}
