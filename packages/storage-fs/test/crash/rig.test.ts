import { sampleVersionWithText } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import type { FilePort } from '../../src/index.ts'
import type { DiskModel } from './crash-images.ts'
import { explore, type Scenario } from './explore.ts'
import { linklessPort } from './linkless-port.ts'
import { mutations } from './mutations.ts'

const one = (version: string, text: string) => sampleVersionWithText(text, { prompt_id: 'one', version })

const saves: Scenario = {
  name: 'saves of two processes',
  run: async (open) => {
    const [left, right] = [open(), open()]
    await Promise.allSettled([left.save(one('1.0.0', 'left')), right.save(one('1.0.0', 'right'))])
    await left.save(one('1.1.0', 'left'))
  },
}

const batch: Scenario = {
  name: 'a batch',
  run: async (open) => {
    const store = open()
    await store.saveMany([one('1.0.0', 'first'), one('1.1.0', 'second')])
    await store.close()
  },
}

const deletion: Scenario = {
  name: 'a deletion',
  prepare: async (open) => {
    const store = open()
    await store.save(one('1.0.0', 'first'))
    await store.close()
  },
  run: async (open) => open().delete('one', '1.0.0'),
}

interface Case {
  readonly mutation: keyof typeof mutations
  readonly durability: 'strict' | 'fast'
  readonly model: DiskModel
  readonly scenario: Scenario
  /** What the rig says then. */
  readonly says: RegExp
}

const missing = /found nothing at/
const back = /found .* instead of nothing/
const torn = /CorruptVersionError|is damaged|found nothing at/

const cases: Case[] = [
  { mutation: 'dropDirectoryFlush', durability: 'strict', model: 'posix', scenario: saves, says: missing },
  { mutation: 'dropDirectoryFlush', durability: 'strict', model: 'journaled', scenario: saves, says: missing },
  { mutation: 'dropDirectoryFlush', durability: 'strict', model: 'posix', scenario: batch, says: missing },
  { mutation: 'dropDirectoryFlush', durability: 'strict', model: 'journaled', scenario: deletion, says: back },
  { mutation: 'dropFlushOfParents', durability: 'strict', model: 'posix', scenario: saves, says: missing },
  { mutation: 'dropFlushOfTemporaries', durability: 'strict', model: 'posix', scenario: batch, says: missing },
  { mutation: 'dropFlushOfTemporaries', durability: 'fast', model: 'journaled', scenario: batch, says: missing },
  { mutation: 'dropFileFlush', durability: 'strict', model: 'posix', scenario: saves, says: torn },
  { mutation: 'dropFileFlush', durability: 'strict', model: 'journaled', scenario: saves, says: torn },
  { mutation: 'dropFileFlush', durability: 'fast', model: 'journaled', scenario: saves, says: torn },
  { mutation: 'dropFileFlush', durability: 'strict', model: 'journaled', scenario: batch, says: torn },
  { mutation: 'unlinkBeforeFlush', durability: 'fast', model: 'journaled', scenario: saves, says: torn },
  { mutation: 'renameInsteadOfLink', durability: 'strict', model: 'journaled', scenario: saves, says: /created twice/ },
  { mutation: 'renameInsteadOfLink', durability: 'fast', model: 'journaled', scenario: saves, says: /created twice/ },
]

const casesWithoutLinks: Case[] = [
  { mutation: 'dropFlushOfTemporaries', durability: 'strict', model: 'posix', scenario: saves, says: torn },
  { mutation: 'dropFlushOfTemporaries', durability: 'strict', model: 'posix', scenario: batch, says: torn },
  { mutation: 'dropFileFlush', durability: 'strict', model: 'journaled', scenario: saves, says: torn },
  { mutation: 'dropDirectoryFlush', durability: 'strict', model: 'posix', scenario: saves, says: missing },
  { mutation: 'dropDirectoryFlush', durability: 'strict', model: 'posix', scenario: batch, says: missing },
  { mutation: 'dropMarks', durability: 'fast', model: 'journaled', scenario: saves, says: torn },
]

describe('the rig', () => {
  test.each(cases)(
    'notices $mutation in $scenario.name, $durability, on a $model disk',
    async ({ mutation, durability, model, scenario, says }) => {
      const options = { model, budget: 200, store: { durability } }
      const { findings } = await explore(scenario, { ...options, mutate: mutations[mutation] })
      expect(findings.join('\n')).toMatch(says)
    },
  )

  test.each(casesWithoutLinks)(
    'notices $mutation in $scenario.name, $durability, on a $model disk without hard links',
    async ({ mutation, durability, model, scenario, says }) => {
      const mutate = (files: FilePort): FilePort => mutations[mutation](linklessPort(files))
      const { findings } = await explore(scenario, { model, budget: 200, store: { durability }, mutate })
      expect(findings.join('\n')).toMatch(says)
    },
  )

  test.each([saves, batch, deletion])('finds nothing wrong with $name when nothing is broken', async (scenario) => {
    const { findings } = await explore(scenario, { model: 'journaled', budget: 200, store: { durability: 'strict' } })
    expect(findings).toEqual([])
  })

  test('notices that fast saves are not for disks without a journal', async () => {
    const { findings } = await explore(saves, { model: 'posix', budget: 500, store: { durability: 'fast' } })
    expect(findings.join('\n')).toMatch(torn)
  })
})
