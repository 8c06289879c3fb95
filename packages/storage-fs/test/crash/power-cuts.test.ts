import { rejects } from 'node:assert/strict'
import { one, saveAll, two } from './sample-records.ts'
import { testPowerCuts } from './test-power-cuts.ts'

testPowerCuts([
  {
    name: 'the first save',
    run: async (open) => open().save(one('1.0.0')),
  },
  {
    name: 'a save beside others',
    prepare: async (open) => saveAll(open, [one('1.0.0'), two('1.0.0')]),
    run: async (open) => open().save(one('1.1.0')),
  },
  {
    name: 'saves at the same time',
    run: async (open) => {
      const store = open()
      await Promise.all([store.save(one('1.0.0')), store.save(one('1.1.0')), store.save(two('1.0.0'))])
      await Promise.all([store.save(one('2.0.0')), store.save(two('1.1.0'))])
    },
  },
  {
    name: 'saves of the same version by two processes',
    run: async (open) => {
      const [left, right] = [open(), open()]
      await Promise.allSettled([left.save(one('1.0.0', 'left')), right.save(one('1.0.0', 'right'))])
      await Promise.allSettled([left.save(one('1.1.0', 'left')), right.save(one('1.1.0', 'right'))])
    },
  },
  {
    name: 'reads while another process saves',
    run: async (open) => {
      const [writer, reader] = [open(), open()]
      const saved = Promise.all([writer.save(one('1.0.0')), writer.save(one('1.1.0'))])
      for (let count = 0; count < 6; count += 1) await reader.readAll('another process')
      await saved
    },
  },
  {
    name: 'saves of the next version by two processes',
    prepare: async (open) => saveAll(open, [one('1.0.0')]),
    run: async (open) => {
      const [left, right] = [open(), open()]
      await Promise.all([left.saveNext(one('0.0.0', 'left')), right.saveNext(one('0.0.0', 'right'))])
    },
  },
  {
    name: 'saves of two processes after the same latest',
    prepare: async (open) => saveAll(open, [one('1.0.0')]),
    run: async (open) => {
      const [left, right] = [open(), open()]
      const options = { ifLatest: '1.0.0' }
      const saves = [
        left.save(one('1.1.0'), options),
        right.save(one('1.2.0'), options),
        left.save(one('1.3.0'), options),
      ]
      await Promise.allSettled(saves)
    },
  },
  {
    name: 'a batch',
    prepare: async (open) => saveAll(open, [one('1.0.0')]),
    run: async (open) => {
      const store = open()
      await store.saveMany([one('1.1.0'), one('1.2.0'), two('1.0.0')])
      await store.close()
    },
  },
  {
    name: 'a batch that another process reads',
    run: async (open) => {
      const [writer, reader] = [open(), open()]
      const saved = writer.saveMany([one('1.0.0'), one('1.1.0')])
      for (let count = 0; count < 6; count += 1) await reader.readAll('another process')
      await saved
      await writer.close()
    },
  },
  {
    name: 'a batch of which one is taken',
    prepare: async (open) => saveAll(open, [one('1.1.0')]),
    run: async (open) => {
      await rejects(open().saveMany([one('1.0.0'), one('1.1.0', 'again'), two('1.0.0')]), /1\.1\.0/)
    },
  },
])
