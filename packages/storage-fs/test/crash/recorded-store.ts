import { isDeepStrictEqual } from 'node:util'
import {
  LabelConflictError,
  LabelledVersionError,
  LatestChangedError,
  type LabelOptions,
  type PromptVersion,
  StorageError,
  VersionConflictError,
} from '@autoopt/storage-core'
import type { FileSystemStorage, SaveOptions } from '../../src/index.ts'
import type { Intention, Ledger } from './ledger.ts'

/** Errors that say that nothing has happened. */
const refusals = [VersionConflictError, LatestChangedError, LabelledVersionError, LabelConflictError]

/** A store that enters in a ledger what its user is told. What fails is entered too, and thrown on. */
export class RecordedStore {
  readonly storage: FileSystemStorage
  readonly #ledger: Ledger

  constructor(storage: FileSystemStorage, ledger: Ledger) {
    this.storage = storage
    this.#ledger = ledger
  }

  async save(record: PromptVersion, options?: SaveOptions): Promise<void> {
    await this.#create([record], async () => this.storage.saveVersion(record, options))
  }

  async saveMany(records: readonly PromptVersion[]): Promise<void> {
    await this.#create(records, async () => this.storage.saveMany(records))
  }

  /** Saves the record's content under the next number, whatever the record's own number. */
  async saveNext(record: PromptVersion): Promise<void> {
    const { prompt_id: promptId, ...draft } = record
    const unnumbered = contentWithoutNumber(record)
    const intention = this.#ledger.begin({
      changes: [],
      isCreation: true,
      isDraftOf: (key, content) =>
        key.startsWith(`${promptId} `) && contentWithoutNumber(JSON.parse(content)) === unnumbered,
    })
    await this.#run(intention, async () => {
      const saved = await this.storage.saveNext(promptId, { ...draft, parent_version: null }, { bump: 'minor' })
      this.#ledger.acknowledge(intention, [{ key: keyOf(saved), to: contentOf(saved) }])
    })
  }

  async delete(promptId: string, version: string): Promise<void> {
    const key = keyOf({ prompt_id: promptId, version })
    const intention = this.#ledger.begin({ changes: [{ key, to: undefined }] })
    const wasBurnt = this.#ledger.burnt.get(key)
    this.#ledger.burnt.set(key, wasBurnt ?? false)
    await this.#run(intention, async () => {
      const existed = await this.storage.deleteVersion(promptId, version)
      if (existed) this.#ledger.burnt.set(key, true)
      else this.#ledger.observe(key, undefined, 'deleteVersion')
      this.#ledger.acknowledge(intention)
    })
  }

  async clearAll(): Promise<void> {
    const changes = this.#ledger.keys.map((key) => ({ key, to: undefined }))
    const intention = this.#ledger.begin({ changes })
    for (const key of this.#ledger.burnt.keys()) this.#ledger.burnt.set(key, false)
    for (const { key } of changes) if (!this.#ledger.burnt.has(key)) this.#ledger.burnt.set(key, false)
    await this.#run(intention, async () => {
      await this.storage.clearAll()
      this.#ledger.acknowledge(intention)
      this.#ledger.burnt.clear()
    })
  }

  /** @param record what was deleted. */
  async restoreDeleted(record: PromptVersion): Promise<void> {
    const key = keyOf(record)
    const intention = this.#ledger.begin({ changes: [{ key, to: contentOf(record) }] })
    this.#ledger.burnt.set(key, false)
    await this.#run(intention, async () => {
      if (!(await this.storage.restoreDeleted(record.prompt_id, record.version))) throw new Error('not restored')
      this.#ledger.acknowledge(intention)
      this.#ledger.burnt.delete(key)
    })
  }

  /** @param old the numbers of the versions of the prompt that may go by the rule. */
  async prune(promptId: string, old: readonly string[], keepLast: number): Promise<void> {
    const keysOf = (versions: readonly string[]) => versions.map((version) => keyOf({ prompt_id: promptId, version }))
    const intention = this.#ledger.begin({ changes: keysOf(old).map((key) => ({ key, to: undefined })) })
    for (const key of keysOf(old)) this.#ledger.burnt.set(key, false)
    await this.#run(intention, async () => {
      const { skipped, prompts } = await this.storage.prune({ promptId, keepLast, dryRun: false })
      for (const { error } of skipped) throw error
      const gone = keysOf(prompts.flatMap(({ goes }) => goes))
      this.#ledger.acknowledge(
        intention,
        gone.map((key) => ({ key, to: undefined })),
      )
      for (const key of keysOf(old)) this.#ledger.burnt.delete(key)
      for (const key of gone) this.#ledger.burnt.set(key, true)
    })
  }

  async archive(keepLast: number): Promise<void> {
    await this.#keepAll(async () => {
      const { skipped } = await this.storage.archive({ keepLast })
      for (const { error } of skipped) throw error
    })
  }

  async unarchive(promptId: string): Promise<void> {
    await this.#keepAll(async () => void (await this.storage.unarchive(promptId)))
  }

  async emptyTrash({ forget }: { readonly forget: boolean }): Promise<void> {
    const burnt = [...this.#ledger.burnt.keys()]
    if (forget) for (const key of burnt) this.#ledger.burnt.set(key, false)
    await this.#keepAll(async () => void (await this.storage.emptyTrash({ forget })))
    if (forget) for (const key of burnt) this.#ledger.burnt.delete(key)
  }

  async setLabel(promptId: string, label: string, version: string, options?: LabelOptions): Promise<void> {
    const key = `${promptId} @${label}`
    const intention = this.#ledger.begin({ changes: [{ key, to: version }] })
    await this.#run(intention, async () => {
      await this.storage.setLabel(promptId, label, version, options)
      this.#ledger.acknowledge(intention)
    })
  }

  async deleteLabel(promptId: string, label: string): Promise<void> {
    const intention = this.#ledger.begin({ changes: [{ key: `${promptId} @${label}`, to: undefined }] })
    await this.#run(intention, async () => {
      await this.storage.deleteLabel(promptId, label)
      this.#ledger.acknowledge(intention)
    })
  }

  /** Reads everything that the ledger knows of in every way that there is, and enters what was found. */
  async readAll(reader: string): Promise<void> {
    const { storage } = this
    const prompts = new Set(this.#ledger.keys.map((key) => key.split(' ')[0] ?? ''))
    const listed: string[] = []
    const found = new Map<string, string>()
    for await (const promptId of storage.promptIds()) listed.push(promptId)
    for (const promptId of new Set([...prompts, ...listed])) {
      const records = await storage.listVersions(promptId)
      const versions = new Map(records.map((record) => [keyOf(record), record]))
      for (const [key, record] of versions) {
        found.set(key, contentOf(record))
        this.#ledger.observe(key, contentOf(record), `${reader}, listVersions`)
      }
      for (const key of this.#ledger.keys.filter((other) => other.startsWith(`${promptId} `))) {
        const [, name = ''] = key.split(' ')
        if (name.startsWith('@')) {
          this.#ledger.observe(key, await storage.getLabel(promptId, name.slice(1)), `${reader}, getLabel`)
          continue
        }
        const one = await storage.getVersion(promptId, name)
        this.#ledger.observe(key, one && contentOf(one), `${reader}, getVersion`)
        if (!versions.has(key)) this.#ledger.observe(key, undefined, `${reader}, listVersions`)
      }
      this.#expectEqual(
        `${reader}, getLatestVersion of ${promptId}`,
        await storage.getLatestVersion(promptId),
        records.at(-1),
      )
      this.#expectEqual(`${reader}, promptIds with ${promptId}`, listed.includes(promptId), records.length > 0)
    }
  }

  async close(): Promise<void> {
    await this.storage.close()
  }

  /** What neither adds a version nor takes one away. */
  async #keepAll(work: () => Promise<void>): Promise<void> {
    await this.#run(this.#ledger.begin({ changes: [] }), work)
  }

  async #create(records: readonly PromptVersion[], save: () => Promise<void>): Promise<void> {
    const changes = records.map((record) => ({ key: keyOf(record), to: contentOf(record) }))
    // Nothing is allowed to come of it when it has the number of a deleted version.
    const burnt = changes.filter(({ key }) => this.#ledger.burnt.get(key)).map(({ key }) => key)
    const intention = this.#ledger.begin({ changes: burnt.length > 0 ? [] : changes, isCreation: true, isAtomic: true })
    await this.#run(intention, async () => {
      await save()
      this.#ledger.acknowledge(intention)
      this.#ledger.findings.push(...burnt.map((key) => `${key} was saved though it was deleted`))
    })
  }

  async #run(intention: Intention, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (refusals.some((Refusal) => error instanceof Refusal)) this.#ledger.refuse(intention)
      else this.#ledger.lose(intention)
      if (!(error instanceof StorageError)) this.#ledger.findings.push(`an error that is not typed: ${String(error)}`)
      throw error
    }
  }

  #expectEqual(what: string, actual: unknown, expected: unknown): void {
    if (isDeepStrictEqual(actual, expected)) return
    this.#ledger.findings.push(`${what} gave ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`)
  }
}

function keyOf({ prompt_id: promptId, version }: Pick<PromptVersion, 'prompt_id' | 'version'>): string {
  return `${promptId} ${version}`
}

function contentOf(record: PromptVersion): string {
  return JSON.stringify(record)
}

function contentWithoutNumber(record: PromptVersion): string {
  const unnumbered = { ...record, version: '', parent_version: null }
  return JSON.stringify(Object.entries(unnumbered).toSorted(([left], [right]) => (left < right ? -1 : 1)))
}
