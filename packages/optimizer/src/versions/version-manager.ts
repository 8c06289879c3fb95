import {
  type OptimizationResult,
  type Prompt,
  type PromptAnalysis,
  type PromptVersion,
  VersionConflictError,
  type VersionStorage,
} from '@autoopt/storage-core'
import { VersionNotFoundError } from '../errors.ts'
import { diffTexts, type TextDiff } from './diff-texts.ts'
import { firstVersion, nextVersion } from './next-version.ts'

/** What a new version says beside its text. */
export interface CreateVersionOptions {
  readonly analysis?: PromptAnalysis | null
  readonly optimizationResult?: OptimizationResult | null
  /** The version that this one was made from. Default: the prompt's latest. */
  readonly parentVersion?: string
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** How one version of a prompt differs from another. */
export interface VersionComparison extends TextDiff {
  readonly prompt_id: string
  readonly from: string
  readonly to: string
  /** Points of the overall score; `null` when one of the two was never analysed. */
  readonly score_difference: number | null
}

/** Where a {@link VersionManager} takes the time from. */
export interface VersionManagerOptions {
  readonly now?: () => Date
}

/** Two writers may want the same next number; the loser takes the one after. Numbers of deleted versions do not count. */
const maxConflicts = 100

/** A number that the store refused although it came after the latest: that of a deleted version, or of one just saved. */
interface TakenNumber {
  readonly version: string
  readonly latest: string | undefined
}

/** Numbers, compares and rolls back the versions of prompts in any {@link VersionStorage}. */
export class VersionManager {
  readonly #storage: VersionStorage
  readonly #now: () => Date

  constructor(storage: VersionStorage, { now = () => new Date() }: VersionManagerOptions = {}) {
    this.#storage = storage
    this.#now = now
  }

  /**
   * Saves the prompt as its next version: 1.0.0 first, later by how many points it improved on its parent.
   *
   * @throws {@link VersionNotFoundError} when `parentVersion` names no version of this prompt.
   */
  async createVersion(prompt: Prompt, options: CreateVersionOptions = {}): Promise<PromptVersion> {
    const { analysis = null, optimizationResult = null, metadata = {} } = options
    let conflicts = 0
    let taken: TakenNumber | undefined
    for (;;) {
      const latest = await this.#storage.getLatestVersion(prompt.id)
      const last = taken && taken.latest === latest?.version ? taken.version : latest?.version
      const parent =
        options.parentVersion === undefined ? latest : await this.getVersion(prompt.id, options.parentVersion)
      const version: PromptVersion = {
        prompt_id: prompt.id,
        version: last ? nextVersion(last, improvement(parent, analysis, optimizationResult)) : firstVersion,
        created_at: this.#now().toISOString(),
        parent_version: parent?.version ?? null,
        metadata: { author: 'autoopt', ...metadata },
        prompt,
        analysis,
        optimization_result: optimizationResult,
      }
      try {
        await this.#storage.saveVersion(version)
        return version
      } catch (error) {
        if (!(error instanceof VersionConflictError)) throw error
        if (error.context['deleted'] !== true) conflicts += 1
        if (conflicts === maxConflicts) throw error
        taken = { version: version.version, latest: latest?.version }
      }
    }
  }

  /** @throws {@link VersionNotFoundError} when the prompt has no such version. */
  async getVersion(promptId: string, version: string): Promise<PromptVersion> {
    const found = await this.#storage.getVersion(promptId, version)
    return found ?? this.#throwNotFound(promptId, version)
  }

  /** All versions of a prompt, oldest number first; empty when there is none. */
  async history(promptId: string): Promise<PromptVersion[]> {
    return this.#storage.listVersions(promptId)
  }

  async getLatestVersion(promptId: string): Promise<PromptVersion | undefined> {
    return this.#storage.getLatestVersion(promptId)
  }

  /** The version whose text is exactly `text`; of several the one with the highest number. */
  async findByText(promptId: string, text: string): Promise<PromptVersion | undefined> {
    const versions = await this.#storage.listVersions(promptId)
    return versions.findLast((version) => version.prompt.text === text)
  }

  /** @throws {@link VersionNotFoundError} when the prompt lacks one of the two. */
  async compareVersions(promptId: string, from: string, to: string): Promise<VersionComparison> {
    const [before, after] = await Promise.all([this.getVersion(promptId, from), this.getVersion(promptId, to)])
    const names = { from: `${promptId}@${from}`, to: `${promptId}@${to}` }
    return {
      prompt_id: promptId,
      from,
      to,
      score_difference:
        before.analysis && after.analysis ? after.analysis.overall_score - before.analysis.overall_score : null,
      ...diffTexts(before.prompt.text, after.prompt.text, names),
    }
  }

  /**
   * Makes an earlier version the latest again, as a new version with the earlier one's text: history is never rewritten.
   *
   * @throws {@link VersionNotFoundError} when the prompt has no such version.
   */
  async rollback(
    promptId: string,
    version: string,
    metadata: Readonly<Record<string, unknown>> = {},
  ): Promise<PromptVersion> {
    const target = await this.getVersion(promptId, version)
    const options = { metadata: { ...metadata, strategy: 'rollback', rolled_back_to: target.version } }
    return this.createVersion(target.prompt, { ...options, analysis: target.analysis })
  }

  /** The version with the highest overall score; of equals the earliest, as the later ones have not improved on it. */
  async getBestVersion(promptId: string): Promise<PromptVersion | undefined> {
    let best: PromptVersion | undefined
    for (const version of await this.#storage.listVersions(promptId)) {
      if (version.analysis && version.analysis.overall_score > (best?.analysis?.overall_score ?? -1)) best = version
    }
    return best
  }

  async #throwNotFound(promptId: string, version: string): Promise<never> {
    const versions = (await this.#storage.listVersions(promptId)).map((record) => record.version)
    const known = versions.length === 0 ? 'The store has no version of this prompt.' : `It has ${versions.join(', ')}.`
    throw new VersionNotFoundError(`There is no version ${version} of the prompt "${promptId}". ${known}`, {
      prompt_id: promptId,
      version,
      versions,
    })
  }
}

function improvement(
  parent: PromptVersion | undefined,
  analysis: PromptAnalysis | null,
  result: OptimizationResult | null,
): number {
  if (result) return result.improvement_score
  return parent?.analysis && analysis ? analysis.overall_score - parent.analysis.overall_score : 0
}
