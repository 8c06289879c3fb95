import { describe, expect, test } from 'vitest'
import { injectFaults, type Operation } from './inject-faults.ts'
import { linklessPort } from './linkless-port.ts'
import { one, saveAll, two } from './sample-records.ts'
import type { Errno } from './system-error.ts'
import type { OpenProcess } from './world.ts'

const isLong = process.env['AUTOOPT_LONG'] === '1'
const codes: readonly Errno[] = ['EIO', 'ENOSPC', 'EACCES', 'EMFILE', 'EROFS', 'EDQUOT']

const prepare = async (open: OpenProcess) => saveAll(open, [one('1.0.0'), one('1.1.0'), two('1.0.0')])

/** Leaves something in the trash, and something to archive and prune. */
const prepareUpkeep = async (open: OpenProcess) => {
  await saveAll(open, [one('1.0.0'), one('1.1.0'), one('1.2.0'), two('1.0.0')])
  const store = open()
  await store.delete('one', '1.0.0')
  await store.close()
}

const operations: Operation[] = [
  { name: 'the first save', prepare: async () => {}, run: async (open) => open().save(one('1.0.0')) },
  { name: 'a save', prepare, run: async (open) => open().save(one('1.2.0')) },
  { name: 'a save of the next version', prepare, run: async (open) => open().saveNext(one('0.0.0')) },
  {
    name: 'a batch',
    prepare,
    run: async (open) => {
      const store = open()
      await store.saveMany([one('1.2.0'), two('1.1.0')])
      await store.close()
    },
  },
  { name: 'a deletion', prepare, run: async (open) => open().delete('one', '1.0.0') },
  {
    name: 'taking a deletion back',
    prepare: prepareUpkeep,
    run: async (open) => open().restoreDeleted(one('1.0.0')),
  },
  { name: 'emptying the trash', prepare: prepareUpkeep, run: async (open) => open().emptyTrash({ forget: false }) },
  { name: 'archiving', prepare: prepareUpkeep, run: async (open) => open().archive(1) },
  { name: 'pruning', prepare: prepareUpkeep, run: async (open) => open().prune('one', ['1.1.0'], 1) },
  { name: 'setting a label', prepare, run: async (open) => open().setLabel('one', 'production', '1.0.0') },
  { name: 'clearing', prepare, run: async (open) => open().clearAll() },
  { name: 'reading', prepare, run: async (open) => open().readAll('the reader') },
]

describe.each([
  { durability: 'strict', disk: 'a disk' },
  { durability: 'fast', disk: 'a disk' },
  { durability: 'strict', disk: 'a disk without hard links', mutate: linklessPort },
  { durability: 'fast', disk: 'a disk without hard links', mutate: linklessPort },
] as const)('with $durability saves on $disk', ({ durability, ...port }) => {
  test.each(operations)('no call of $name that fails harms the store', { timeout: 600_000 }, async (operation) => {
    const { findings, failures } = await injectFaults(operation, {
      model: 'journaled',
      mutate: 'mutate' in port ? port.mutate : undefined,
      store: { durability },
      codes: (call) => (isLong ? codes : [codes[call % codes.length] as Errno]),
    })
    expect(failures).toBeGreaterThan(0)
    expect(findings).toEqual([])
  })
})
