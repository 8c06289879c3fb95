import { expect, test } from 'vitest'
import {
  InMemoryStorage,
  MigrationConflictError,
  MigrationVerificationError,
  migrateStorage,
  VersionConflictError,
  type VersionStorage,
} from '../src/index.ts'
import { sampleVersion } from '../src/testing.ts'

test('labels arrive with their whole history, and running it again changes nothing', async () => {
  const [from, to] = [await labelledStore(), new InMemoryStorage()]
  for (const copied of [4, 0]) {
    expect(await migrateStorage(from, to)).toMatchObject({ versions: 4, copied, labels: 3 })
    for (const id of ['a', 'b']) {
      expect(await to.labelsOf(id)).toEqual(await from.labelsOf(id))
      for (const label of ['production', 'staging']) {
        expect(await to.labelHistory(id, label)).toEqual(await from.labelHistory(id, label))
      }
    }
  }
})

test('a label that the target has moved on since stays where it is', async () => {
  const [from, to] = [await labelledStore(), new InMemoryStorage()]
  await migrateStorage(from, to)
  await to.setLabel('a', 'production', '1.0.0')

  expect(await migrateStorage(from, to)).toMatchObject({ labels: 3 })
  expect(await to.getLabel('a', 'production')).toBe('1.0.0')
})

test('other revisions under the same label stop the migration and name it', async () => {
  const [from, to] = [await labelledStore(), new InMemoryStorage()]
  await to.saveVersion(sampleVersion({ prompt_id: 'a' }))
  await to.setLabel('a', 'production', '1.0.0', { author: 'someone else' })

  const migrating = migrateStorage(from, to)
  await expect(migrating).rejects.toThrow(MigrationConflictError)
  await expect(migrating).rejects.toThrow('label "production" of prompt "a" with other revisions')
  await expect(migrating).rejects.toMatchObject({ context: { promptId: 'a', label: 'production' } })
  expect(await to.labelHistory('a', 'production')).toHaveLength(1)
})

test('a target that claims to import but does not is found out', async () => {
  const to = new InMemoryStorage()
  to.importLabelHistory = async () => undefined

  const migrating = migrateStorage(await labelledStore(), to)
  await expect(migrating).rejects.toThrow(MigrationVerificationError)
  await expect(migrating).rejects.toMatchObject({ context: { promptId: 'a', label: 'production' } })
})

test('labels that come or move behind the migration are found out', async () => {
  for (const label of ['production', 'new']) {
    const from = await labelledStore()
    const moved: Promise<unknown>[] = []
    const onProgress = ({ promptId, phase }: { readonly promptId: string; readonly phase: string }): void => {
      if (promptId === 'b' && phase === 'copy') moved.push(from.setLabel('a', label, '1.1.0'))
    }

    await expect(migrateStorage(from, new InMemoryStorage(), { onProgress })).rejects.toThrow(
      MigrationVerificationError,
    )
    await Promise.all(moved)
  }
})

test('a target without labels gets the versions alone', async () => {
  const memory = new InMemoryStorage()
  const to: VersionStorage = {
    saveVersion: async (version) => memory.saveVersion(version),
    getVersion: async (promptId, version) => memory.getVersion(promptId, version),
    listVersions: async (promptId) => memory.listVersions(promptId),
    getLatestVersion: async (promptId) => memory.getLatestVersion(promptId),
    deleteVersion: async (promptId, version) => memory.deleteVersion(promptId, version),
    clearAll: async () => memory.clearAll(),
  }

  expect(await migrateStorage(await labelledStore(), to)).toMatchObject({ versions: 4, copied: 4, labels: 0 })
  expect(await memory.labelsOf('a')).toEqual({})
})

test('a version that the target has deleted and keeps the number of is not written again', async () => {
  const to = new InMemoryStorage({ keepsDeletedNumbers: true })
  await to.saveVersion(sampleVersion({ prompt_id: 'a', version: '1.1.0' }))
  await to.deleteVersion('a', '1.1.0')

  const migrating = migrateStorage(await labelledStore(), to)
  await expect(migrating).rejects.toThrow(VersionConflictError)
  await expect(migrating).rejects.toMatchObject({ context: { promptId: 'a', version: '1.1.0', deleted: true } })
})

/** Two prompts with two versions each; one label has moved, one points at a version whose predecessor is gone. */
async function labelledStore(): Promise<InMemoryStorage> {
  const storage = new InMemoryStorage()
  for (const prompt_id of ['a', 'b']) {
    for (const version of ['0.9.0', '1.0.0', '1.1.0']) await storage.saveVersion(sampleVersion({ prompt_id, version }))
    await storage.setLabel(prompt_id, 'production', '0.9.0', { author: 'ada', message: 'first' })
    await storage.setLabel(prompt_id, 'production', '1.1.0')
    await storage.deleteVersion(prompt_id, '0.9.0')
  }
  await storage.setLabel('b', 'staging', '1.0.0')
  return storage
}
