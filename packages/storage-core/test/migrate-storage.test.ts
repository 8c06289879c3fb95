import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  InMemoryStorage,
  InvalidVersionError,
  type MigrationProgress,
  MigrationConflictError,
  MigrationVerificationError,
  migrateStorage,
  type PromptVersion,
} from '../src/index.ts'
import { hostilePromptIds, sampleVersion, sampleVersionWithText } from '../src/testing.ts'

const key = fc.record({
  prompt_id: fc.constantFrom('a', 'B', '../c', '提示'),
  version: fc.constantFrom('1.0.0', '1.9.0', '1.10.0', '1.10.0+b'),
})
const keys = fc.uniqueArray(key, { selector: ({ prompt_id, version }) => `${prompt_id} ${version}` })

test('copies every version, whatever part of them the target already has', async () => {
  await fc.assert(
    fc.asyncProperty(keys, fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }), async (source, has) => {
      const from = await storeOf(source)
      const present = source.filter((_, index) => has[index])
      const to = await storeOf(present)
      const before = await contentOf(from)

      const result = await migrateStorage(from, to)

      expect(await contentOf(to)).toEqual(before)
      expect(await contentOf(from)).toEqual(before)
      expect(result).toEqual({
        prompts: new Set(source.map(({ prompt_id }) => prompt_id)).size,
        versions: source.length,
        copied: source.length - present.length,
        skipped: present.length,
        labels: 0,
      })
    }),
  )
})

test('hostile ids and unknown keys arrive', async () => {
  const from = await storeOf(hostilePromptIds.map((prompt_id) => ({ prompt_id, future: { deep: [1] } })))
  const to = new InMemoryStorage()
  await migrateStorage(from, to)

  expect(await contentOf(to)).toEqual(await contentOf(from))
})

test('what only the target has stays and is not counted', async () => {
  const from = await storeOf([{ prompt_id: 'a' }])
  const to = await storeOf([{ prompt_id: 'a', version: '2.0.0' }, { prompt_id: 'b' }])

  expect(await migrateStorage(from, to)).toMatchObject({ prompts: 1, versions: 1 })
  expect(await contentOf(to)).toHaveLength(3)
})

test('other content under the same version stops the migration and names it', async () => {
  const from = new InMemoryStorage()
  await from.saveVersion(sampleVersionWithText('source', { version: '1.2.0' }))
  const to = new InMemoryStorage()
  await to.saveVersion(sampleVersionWithText('target', { version: '1.2.0' }))

  const migrating = migrateStorage(from, to)
  await expect(migrating).rejects.toThrow(MigrationConflictError)
  await expect(migrating).rejects.toMatchObject({ context: { promptId: 'wf_001_llm_1_system', version: '1.2.0' } })
  expect((await to.getLatestVersion('wf_001_llm_1_system'))?.prompt.text).toBe('target')
})

const six = ['a', 'b'].flatMap((prompt_id) => ['1.0.0', '1.1.0', '1.2.0'].map((version) => ({ prompt_id, version })))

test.each([0, 1, 2, 3, 4, 5])(
  'a failure at save %i passes through, loses nothing, and can be resumed',
  async (saves) => {
    const from = await storeOf(six)
    const before = await contentOf(from)
    const to = new FaultyStorage((count) => {
      if (count === saves) throw new Error('disk full')
      return 'save'
    })

    await expect(migrateStorage(from, to)).rejects.toThrow('disk full')
    expect(await contentOf(to)).toEqual(before.slice(0, saves))
    expect(await migrateStorage(from, to)).toMatchObject({ copied: 6 - saves, skipped: saves })
    expect(await contentOf(to)).toEqual(before)
    expect(await contentOf(from)).toEqual(before)
  },
)

test.each(['drop', 'alter'] as const)('a target that claims to save but does not (%s) is found out', async (fault) => {
  const to = new FaultyStorage((count) => (count === 4 ? fault : 'save'))

  const migrating = migrateStorage(await storeOf(six), to)
  await expect(migrating).rejects.toThrow(MigrationVerificationError)
  await expect(migrating).rejects.toMatchObject({ context: { promptId: 'b', version: '1.1.0' } })
})

test('a source that grows behind the migration is found out', async () => {
  const from = await storeOf(six)
  const onProgress = ({ promptId }: MigrationProgress): void => {
    if (promptId === 'b') void from.saveVersion(sampleVersion({ prompt_id: 'a', version: '9.0.0' }))
  }

  await expect(migrateStorage(from, new InMemoryStorage(), { onProgress })).rejects.toThrow(MigrationVerificationError)
})

test('a source that shrinks behind the migration is found out, and the target keeps what was copied', async () => {
  const from = await storeOf(six)
  const to = new InMemoryStorage()
  const onProgress = ({ phase }: MigrationProgress): void => {
    if (phase === 'copy') void from.deleteVersion('a', '1.2.0')
  }

  await expect(migrateStorage(from, to, { onProgress })).rejects.toMatchObject({
    code: 'STORE-MIGRATE-002',
    context: { copied: { versions: 6 }, verified: { versions: 5 } },
  })
  expect(await contentOf(to)).toHaveLength(6)
})

test('two migrations at once into one target both succeed', async () => {
  const from = await storeOf(six)
  const to = new InMemoryStorage()
  const results = await Promise.all([migrateStorage(from, to), migrateStorage(from, to)])

  expect(results.map(({ copied }) => copied).reduce((sum, copied) => sum + copied)).toBe(6)
  expect(await contentOf(to)).toEqual(await contentOf(from))
})

test('a save that lost a race against the same content counts as skipped', async () => {
  const from = await storeOf([{}])
  const to = new FaultyStorage(() => 'lose race')

  expect(await migrateStorage(from, to)).toMatchObject({ copied: 0, skipped: 1 })
})

test('reports each prompt of both phases', async () => {
  const reports: MigrationProgress[] = []
  const from = await storeOf(six)
  await migrateStorage(from, await storeOf(six.slice(0, 1)), { onProgress: (progress) => reports.push(progress) })

  expect(reports).toEqual([
    { phase: 'copy', promptId: 'a', prompts: 1, versions: 3, copied: 2, skipped: 1, labels: 0 },
    { phase: 'copy', promptId: 'b', prompts: 2, versions: 6, copied: 5, skipped: 1, labels: 0 },
    { phase: 'verify', promptId: 'a', prompts: 1, versions: 3, copied: 5, skipped: 1, labels: 0 },
    { phase: 'verify', promptId: 'b', prompts: 2, versions: 6, copied: 5, skipped: 1, labels: 0 },
  ])
})

test('stops at the next version when its signal says so, and can be resumed', async () => {
  const from = await storeOf(six)
  const controller = new AbortController()
  const to = new FaultyStorage((count) => {
    if (count === 2) controller.abort(new Error('enough'))
    return 'save'
  })

  await expect(migrateStorage(from, to, { signal: controller.signal })).rejects.toThrow('enough')
  expect(await contentOf(to)).toHaveLength(3)
  expect(await migrateStorage(from, to)).toMatchObject({ copied: 3, skipped: 3 })
})

test('a signal that came before the start, or after the last copy, stops it too', async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  const controller = new AbortController()
  const onProgress = ({ promptId }: MigrationProgress): void => {
    if (promptId === 'b') controller.abort(new Error('late'))
  }

  await expect(migrateStorage(new InMemoryStorage(), new InMemoryStorage(), { signal })).rejects.toThrow('enough')
  await expect(
    migrateStorage(await storeOf(six), new InMemoryStorage(), { signal: controller.signal, onProgress }),
  ).rejects.toThrow('late')
})

test('a record that no store can keep is named', async () => {
  const from = new InMemoryStorage()
  await from.saveVersion(sampleVersion())
  from.listVersions = async () => [{ ...sampleVersion(), created_at: 'never' }]

  await expect(migrateStorage(from, new InMemoryStorage())).rejects.toThrow(InvalidVersionError)
})

type Script = (savesBefore: number) => 'save' | 'drop' | 'alter' | 'lose race'

/** Saves as its script says. */
class FaultyStorage extends InMemoryStorage {
  readonly #script: Script
  #saves = 0

  constructor(script: Script) {
    super()
    this.#script = script
  }

  override async saveVersion(record: PromptVersion): Promise<void> {
    const savesBefore = this.#saves
    this.#saves += 1
    const fate = this.#script(savesBefore)
    if (fate === 'drop') return
    if (fate === 'lose race') await super.saveVersion(record)
    await super.saveVersion(fate === 'alter' ? { ...record, metadata: {} } : record)
  }
}

async function storeOf(records: readonly Partial<PromptVersion>[]): Promise<InMemoryStorage> {
  const storage = new InMemoryStorage()
  for (const fields of records) await storage.saveVersion(sampleVersion(fields))
  return storage
}

/** Every record of a store, by prompt and version. */
async function contentOf(storage: InMemoryStorage): Promise<PromptVersion[]> {
  const records: PromptVersion[] = []
  for await (const id of storage.promptIds()) records.push(...(await storage.listVersions(id)))
  return records.toSorted(
    (left, right) => Number(left.prompt_id > right.prompt_id) - Number(left.prompt_id < right.prompt_id),
  )
}
