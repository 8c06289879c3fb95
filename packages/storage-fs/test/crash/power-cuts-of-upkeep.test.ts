import { rejects } from 'node:assert/strict'
import { one, saveAll } from './sample-records.ts'
import { testPowerCuts } from './test-power-cuts.ts'
import type { OpenProcess } from './world.ts'

const versions = ['1.0.0', '1.1.0', '1.2.0', '1.3.0'].map((version) => one(version))

/** Saves four versions, of which three are in a pack. */
async function prepareArchive(open: OpenProcess): Promise<void> {
  await saveAll(open, versions)
  const store = open()
  await store.archive(1)
  await store.close()
}

testPowerCuts([
  {
    name: 'archiving',
    prepare: async (open) => saveAll(open, versions),
    run: async (open) => open().archive(2),
  },
  {
    name: 'archiving once more',
    prepare: prepareArchive,
    run: async (open) => {
      const store = open()
      await store.saveMany([one('1.4.0'), one('1.5.0')])
      await store.archive(1)
      await store.close()
    },
  },
  {
    name: 'a save of an archived number',
    prepare: prepareArchive,
    run: async (open) => {
      const store = open()
      await rejects(store.save(one('1.0.0', 'again')), /1\.0\.0/)
      await rejects(store.saveMany([one('1.6.0'), one('1.1.0', 'again')]), /1\.1\.0/)
    },
  },
  {
    name: 'putting archived versions back',
    prepare: prepareArchive,
    run: async (open) => open().unarchive('one'),
  },
  {
    name: 'the deletion of an archived version',
    prepare: prepareArchive,
    run: async (open) => {
      const store = open()
      await store.delete('one', '1.1.0')
      await store.archive(1)
    },
  },
  {
    name: 'setting and deleting labels',
    prepare: async (open) => saveAll(open, versions),
    run: async (open) => {
      const store = open()
      await store.setLabel('one', 'production', '1.0.0')
      await store.setLabel('one', 'production', '1.1.0')
      await store.setLabel('one', 'staging', '1.3.0')
      await store.deleteLabel('one', 'production')
    },
  },
  {
    name: 'two processes moving a label',
    prepare: async (open) => saveAll(open, versions),
    run: async (open) => {
      const [left, right] = [open(), open()]
      await Promise.allSettled([
        left.setLabel('one', 'production', '1.0.0', { expected: null }),
        right.setLabel('one', 'production', '1.1.0', { expected: null }),
      ])
      await right.setLabel('one', 'production', '1.2.0')
    },
  },
  {
    name: 'the deletion of a version that another process labels',
    prepare: async (open) => saveAll(open, versions),
    run: async (open) => {
      const [left, right] = [open(), open()]
      const deleted = left.delete('one', '1.0.0')
      await Promise.allSettled([deleted, right.setLabel('one', 'production', '1.0.0')])
    },
  },
])
