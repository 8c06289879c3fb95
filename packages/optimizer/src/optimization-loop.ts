import type { Verdict } from '@autoopt/collector'
import type { PromptPatch } from '@autoopt/config'
import type { DslDocument } from '@autoopt/dsl'
import type { PromptVersion, VersionStorage } from '@autoopt/storage-core'
import { runCampaign } from './campaign/campaign.ts'
import type { CampaignEvent } from './campaign/campaign-event.ts'
import type { CampaignOptions } from './campaign/campaign-options.ts'
import type { CampaignResult } from './campaign/campaign-result.ts'
import { type CampaignPlan, planCampaign } from './campaign/plan-campaign.ts'
import { type ComponentOptions, componentsFromDsl } from './components/components-from-dsl.ts'
import { saveCampaign } from './versions/save-campaign.ts'

/** A campaign on an app file. */
export interface OptimizationLoopOptions extends Omit<CampaignOptions, 'components' | 'graph'> {
  readonly document: DslDocument
  /** Ids of the prompts that may change. Default: all. */
  readonly promptIds?: readonly string[]
  /** What must stay as it is, and how long prompts may get. */
  readonly componentOptions?: ComponentOptions
  /** Where what was found is kept. Default: nowhere. */
  readonly storage?: VersionStorage
  /** A label that moves to the new versions when they are proven, where the store has labels. */
  readonly label?: string
}

/** What a closed loop came to. The patches give the variant; without patches the variant is the baseline. */
export interface ClosedLoopResult {
  /** Mean scores from 0 to 1; `null` when nothing was run. */
  readonly baseline_score: number | null
  readonly variant_score: number | null
  readonly improvement: number
  readonly patches: readonly PromptPatch[]
  readonly verdict: Verdict
  /** Plain sentences. */
  readonly reason: string
  /** The versions of the prompts that the patches change; empty without a store. */
  readonly versions: readonly PromptVersion[]
  /** Everything else that is known. */
  readonly campaign: CampaignResult
}

/** Measures an app, looks for better prompts, proves them, and keeps what it found. */
export class OptimizationLoop {
  readonly #options: OptimizationLoopOptions
  readonly #campaign: CampaignOptions

  constructor(options: OptimizationLoopOptions) {
    const { document, promptIds, componentOptions = {}, storage: _storage, label: _label, ...campaign } = options
    const { graph } = document
    this.#options = options
    this.#campaign = {
      ...campaign,
      components: componentsFromDsl(document, componentOptions).filter(({ id }) => promptIds?.includes(id) ?? true),
      ...(graph === undefined ? {} : { graph }),
    }
  }

  /**
   * What it would do and take; nothing is run for it.
   *
   * @throws {@link BudgetTooSmallError} when the budget cannot show anything.
   */
  plan(): CampaignPlan {
    return planCampaign(this.#campaign)
  }

  /** Runs the loop to its verdict. Everything that {@link runCampaign} throws, it throws. */
  async runClosedLoop(): Promise<ClosedLoopResult> {
    const events = this.run()
    for (;;) {
      const { done, value } = await events.next()
      if (done) return value
    }
  }

  /** The same, telling what it does. */
  async *run(): AsyncGenerator<CampaignEvent, ClosedLoopResult> {
    const campaign = yield* runCampaign(this.#campaign)
    const { verdict, reason, patches, baselineScore } = campaign
    const hasPatches = patches.length > 0
    return {
      baseline_score: baselineScore,
      variant_score: hasPatches ? campaign.variantScore : baselineScore,
      improvement: hasPatches ? campaign.improvement : 0,
      patches,
      verdict,
      reason,
      versions: hasPatches ? await this.#save(campaign) : [],
      campaign,
    }
  }

  async #save(campaign: CampaignResult): Promise<PromptVersion[]> {
    const { storage, label, now } = this.#options
    if (storage === undefined) return []
    return saveCampaign(campaign, {
      storage,
      components: this.#campaign.components,
      ...(label === undefined ? {} : { label }),
      ...(now === undefined ? {} : { now }),
    })
  }
}
