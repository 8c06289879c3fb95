import type { BatchStorage } from './batch-storage.ts'
import { bySemver } from './by-semver.ts'
import { VersionConflictError } from './errors.ts'
import { InMemoryLabels } from './in-memory-labels.ts'
import { LabelledVersionError, VersionNotFoundError } from './label-errors.ts'
import type { LabelRevision } from './label-revision.ts'
import type { LabelOptions, LabelStorage } from './label-storage.ts'
import { parseBatch } from './parse-batch.ts'
import { latestLabel, parseLabel } from './parse-label.ts'
import { parseLabelHistory } from './parse-label-history.ts'
import { parseVersion } from './parse-version.ts'
import { promptKey } from './prompt-key.ts'
import type { PromptVersion } from './records.ts'
import { versionBefore } from './version-before.ts'
import type { EnumerableStorage, VersionStorage } from './version-storage.ts'

export interface InMemoryStorageOptions {
  /** Whether the number of a version that was deleted stays taken until everything is cleared. Default: false. */
  readonly keepsDeletedNumbers?: boolean
}

/** A prompt's versions by number; `null` stands for one that was deleted and whose number stays taken. */
type Versions = Map<string, PromptVersion | null>

/** Versions and labels in the memory of this process, gone when it ends. */
export class InMemoryStorage implements VersionStorage, EnumerableStorage, BatchStorage, LabelStorage {
  readonly #prompts = new Map<string, Versions>()
  readonly #labels = new InMemoryLabels()
  readonly #keepsDeletedNumbers: boolean

  constructor({ keepsDeletedNumbers = false }: InMemoryStorageOptions = {}) {
    this.#keepsDeletedNumbers = keepsDeletedNumbers
  }

  async saveVersion(version: PromptVersion): Promise<void> {
    this.#saveAll([parseVersion(version)])
  }

  async saveMany(records: readonly PromptVersion[]): Promise<void> {
    this.#saveAll(parseBatch(records))
  }

  async getVersion(promptId: string, version: string): Promise<PromptVersion | undefined> {
    return this.#versionsOf(promptId)?.get(version) ?? undefined
  }

  async listVersions(promptId: string): Promise<PromptVersion[]> {
    return this.#sorted(promptId)
  }

  async getLatestVersion(promptId: string): Promise<PromptVersion | undefined> {
    return this.#sorted(promptId).at(-1)
  }

  async deleteVersion(promptId: string, version: string): Promise<boolean> {
    const versions = this.#versionsOf(promptId)
    if (!versions?.get(version)) return false
    const labels = this.#labels.currentOf(promptId).flatMap(([label, target]) => (target === version ? [label] : []))
    if (labels.length > 0) throw new LabelledVersionError({ promptId, version, labels })
    if (this.#keepsDeletedNumbers) versions.set(version, null)
    else versions.delete(version)
    if (versions.size === 0) this.#prompts.delete(promptKey(promptId))
    return true
  }

  async clearAll(): Promise<void> {
    this.#prompts.clear()
    this.#labels.clear()
  }

  async *promptIds(): AsyncGenerator<string> {
    for (const key of this.#prompts.keys()) if (this.#sorted(key).length > 0) yield key
  }

  async setLabel(promptId: string, label: string, version: string, options: LabelOptions = {}): Promise<LabelRevision> {
    this.#existing(promptId, parseLabel(label), version)
    this.#labels.expect(promptId, label, options.expected)
    return this.#labels.append(promptId, label, version, options)
  }

  async getLabel(promptId: string, label: string): Promise<string | undefined> {
    return this.#labelled(promptId, label)
  }

  async getByLabel(promptId: string, label: string): Promise<PromptVersion | undefined> {
    const version = this.#labelled(promptId, label)
    return version === undefined ? undefined : this.getVersion(promptId, version)
  }

  async labelsOf(promptId: string): Promise<Record<string, string>> {
    return Object.fromEntries(this.#labels.currentOf(promptId))
  }

  async labelHistory(promptId: string, label: string): Promise<LabelRevision[]> {
    return [...this.#labels.historyOf(promptId, label)]
  }

  async deleteLabel(promptId: string, label: string, options: LabelOptions = {}): Promise<boolean> {
    this.#labels.expect(promptId, parseLabel(label), options.expected)
    const existed = this.#labelled(promptId, label) !== undefined
    if (existed) this.#labels.append(promptId, label, null, options)
    return existed
  }

  async rollbackLabel(promptId: string, label: string, options: LabelOptions = {}): Promise<LabelRevision> {
    this.#labels.expect(promptId, parseLabel(label), options.expected)
    const version = this.#existing(promptId, label, versionBefore(this.#labels.historyOf(promptId, label)))
    return this.#labels.append(promptId, label, version, options)
  }

  async importLabelHistory(promptId: string, label: string, revisions: readonly LabelRevision[]): Promise<void> {
    const missing = this.#labels.missingOf(promptId, parseLabel(label), parseLabelHistory(revisions))
    const version = missing.at(-1)?.version ?? null
    if (version !== null) this.#existing(promptId, label, version)
    this.#labels.add(promptId, label, missing)
  }

  #versionsOf(promptId: string): Versions | undefined {
    return this.#prompts.get(promptKey(promptId))
  }

  #sorted(promptId: string): PromptVersion[] {
    const versions = [...(this.#versionsOf(promptId)?.values() ?? [])].filter((version) => version !== null)
    return versions.toSorted((left, right) => bySemver(left.version, right.version))
  }

  #labelled(promptId: string, label: string): string | undefined {
    if (label === latestLabel) return this.#sorted(promptId).at(-1)?.version
    return this.#labels.historyOf(promptId, label).at(-1)?.version ?? undefined
  }

  #saveAll(records: readonly PromptVersion[]): void {
    for (const { prompt_id: promptId, version } of records) {
      const present = this.#versionsOf(promptId)?.get(version)
      if (present === undefined) continue
      throw new VersionConflictError({ promptId, version, ...(present === null && { deleted: true }) })
    }
    for (const record of records) {
      const key = promptKey(record.prompt_id)
      const versions = this.#prompts.get(key) ?? new Map<string, PromptVersion | null>()
      this.#prompts.set(key, versions.set(record.version, record))
    }
  }

  /** The version itself, when the prompt has it. */
  #existing(promptId: string, label: string, version: string | undefined): string {
    if (version !== undefined && this.#versionsOf(promptId)?.get(version)) return version
    throw new VersionNotFoundError({ promptId, label, version: version ?? null })
  }
}
