import { describe, expect, test } from 'vitest'
import { injectFaults, type Operation } from './inject-faults.ts'
import { linklessPort } from './linkless-port.ts'
import { one, saveAll } from './sample-records.ts'
import type { Errno } from './system-error.ts'
import type { OpenProcess } from './world.ts'

const isLong = process.env['AUTOOPT_LONG'] === '1'
const codes: readonly Errno[] = ['EIO', 'ENOSPC', 'EACCES', 'EMFILE', 'EROFS', 'EDQUOT']

/** Saves three versions, of which two are in a pack. */
async function prepareArchive(open: OpenProcess): Promise<void> {
  await saveAll(
    open,
    ['1.0.0', '1.1.0', '1.2.0'].map((version) => one(version)),
  )
  const store = open()
  await store.archive(1)
  await store.close()
}

async function prepareDeletion(open: OpenProcess): Promise<void> {
  await prepareArchive(open)
  const store = open()
  await store.delete('one', '1.0.0')
  await store.close()
}

const operations: Operation[] = [
  { name: 'putting archived versions back', prepare: prepareArchive, run: async (open) => open().unarchive('one') },
  {
    name: 'the deletion of an archived version',
    prepare: prepareArchive,
    run: async (open) => open().delete('one', '1.0.0'),
  },
  {
    name: 'forgetting an archived version that was deleted',
    prepare: prepareDeletion,
    run: async (open) => open().emptyTrash({ forget: true }),
  },
]

describe.each([
  { disk: 'a disk', mutate: undefined },
  { disk: 'a disk without hard links', mutate: linklessPort },
])('on $disk', ({ mutate }) => {
  test.each(operations)('no call of $name that fails harms the store', async (operation) => {
    const { findings, failures } = await injectFaults(operation, {
      model: 'journaled',
      mutate,
      store: { durability: 'strict' },
      codes: (call) => (isLong ? codes : [codes[call % codes.length] as Errno]),
    })
    expect(failures).toBeGreaterThan(0)
    expect(findings).toEqual([])
  })
})
