import { rejects } from 'node:assert/strict'
import { one, saveAll, two } from './sample-records.ts'
import { testPowerCuts } from './test-power-cuts.ts'
import type { OpenProcess } from './world.ts'

/** Saves two versions and deletes the first. */
async function prepareDeletion(open: OpenProcess): Promise<void> {
  const store = open()
  await store.save(one('1.0.0'))
  await store.save(one('1.1.0'))
  await store.delete('one', '1.0.0')
  await store.close()
}

testPowerCuts([
  {
    name: 'a deletion',
    prepare: async (open) => saveAll(open, [one('1.0.0'), one('1.1.0')]),
    run: async (open) => {
      const store = open()
      await store.delete('one', '1.0.0')
      await store.save(two('1.0.0'))
    },
  },
  {
    name: 'a save of a deleted number',
    prepare: prepareDeletion,
    run: async (open) => {
      const store = open()
      await rejects(store.save(one('1.0.0', 'again')), /deleted/)
      await rejects(store.saveMany([one('1.2.0'), one('1.0.0', 'again')]), /deleted/)
    },
  },
  {
    name: 'the deletion of what was just saved',
    run: async (open) => {
      const store = open()
      await store.save(one('1.0.0'))
      await store.delete('one', '1.0.0')
    },
  },
  {
    name: 'the deletion of a version of a batch',
    run: async (open) => {
      const store = open()
      await store.saveMany([one('1.0.0'), one('1.1.0')])
      await store.delete('one', '1.0.0')
      await store.close()
    },
  },
  {
    name: 'clearing',
    prepare: async (open) => saveAll(open, [one('1.0.0'), one('1.1.0'), two('1.0.0')]),
    run: async (open) => {
      const store = open()
      await store.delete('one', '1.0.0')
      await store.clearAll()
      await store.save(one('1.0.0', 'again'))
    },
  },
  {
    name: 'taking a deletion back',
    prepare: prepareDeletion,
    run: async (open) => {
      const store = open()
      await store.restoreDeleted(one('1.0.0'))
      await store.save(one('1.2.0'))
    },
  },
  {
    name: 'emptying the trash',
    prepare: prepareDeletion,
    run: async (open) => {
      const store = open()
      await store.emptyTrash({ forget: false })
      await store.save(one('1.2.0'))
    },
  },
  {
    name: 'forgetting what was deleted',
    prepare: prepareDeletion,
    run: async (open) => {
      const store = open()
      await store.emptyTrash({ forget: true })
      await store.save(one('1.0.0', 'again'))
    },
  },
  {
    name: 'pruning',
    prepare: async (open) =>
      saveAll(
        open,
        ['1.0.0', '1.1.0', '1.2.0', '1.3.0'].map((version) => one(version)),
      ),
    run: async (open) => open().prune('one', ['1.0.0', '1.1.0'], 2),
  },
])
