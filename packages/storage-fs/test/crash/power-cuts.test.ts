import type { PromptVersion } from '@autoopt/storage-core'
import { sampleVersionWithText } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import { explore, type Scenario } from './explore.ts'
import type { OpenProcess } from './world.ts'

const isLong = process.env['AUTOOPT_LONG'] === '1'
const budget = isLong ? 20_000 : 120

const one = (version: string, text = `the text of ${version}`) =>
  sampleVersionWithText(text, { prompt_id: 'one', version })
const two = (version: string) => sampleVersionWithText(`the other ${version}`, { prompt_id: 'two', version })

const scenarios: Scenario[] = [
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
      await expect(open().saveMany([one('1.0.0'), one('1.1.0', 'again'), two('1.0.0')])).rejects.toThrow('1.1.0')
    },
  },
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
    prepare: async (open) => {
      const store = open()
      await store.save(one('1.0.0'))
      await store.save(one('1.1.0'))
      await store.delete('one', '1.0.0')
      await store.close()
    },
    run: async (open) => {
      const store = open()
      await expect(store.save(one('1.0.0', 'again'))).rejects.toThrow('deleted')
      await expect(store.saveMany([one('1.2.0'), one('1.0.0', 'again')])).rejects.toThrow('deleted')
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
]

async function saveAll(open: OpenProcess, records: readonly PromptVersion[]): Promise<void> {
  const store = open()
  for (const record of records) await store.save(record)
  await store.close()
}

describe.each([
  { durability: 'strict', model: 'posix' },
  { durability: 'strict', model: 'journaled' },
  { durability: 'fast', model: 'journaled' },
] as const)('with $durability saves on a $model disk', ({ durability, model }) => {
  test.each(scenarios)('a power cut during $name breaks no promise', async (scenario) => {
    const { findings, ...figures } = await explore(scenario, { model, budget, store: { durability } })
    expect(figures.inspected).toBeGreaterThan(4)
    expect(findings).toEqual([])
  })
})
