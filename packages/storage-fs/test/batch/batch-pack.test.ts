import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleVersion } from '@autoopt/storage-core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatBatchPack, parseBatchPack } from '../../src/batch/batch-pack.ts'
import { CorruptVersionError, FileSystemStorage } from '../../src/index.ts'
import { formatVersionFile } from '../../src/record/version-file.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const entries = fc.array(fc.record({ target: fc.string(), text: fc.string() }), { maxLength: 5 })

test('a pack gives back what was put into it', () => {
  fc.assert(
    fc.property(entries, (chosen) => {
      expect(parseBatchPack(Buffer.from(formatBatchPack(chosen)), 'pack')).toEqual(chosen)
    }),
  )
})

test('a pack that was cut short anywhere is damaged', () => {
  fc.assert(
    fc.property(entries, fc.nat(), (chosen, at) => {
      const bytes = Buffer.from(formatBatchPack(chosen))
      const cut = bytes.subarray(0, at % bytes.length)
      expect(() => parseBatchPack(cut, 'pack')).toThrow(CorruptVersionError)
    }),
  )
})

/** A store that a writer has left which is gone now, with a committed pack. */
async function openAfter(pack: string) {
  const storageDir = join(await temporaryFolder(), 'store')
  const first = new FileSystemStorage({ storageDir })
  await first.saveVersion(sampleVersion({ prompt_id: 'one', version: '1.0.0' }))
  const [writer = ''] = await readdir(join(storageDir, '.tmp'))
  await first.close()
  const gone = join(storageDir, '.tmp', writer.replace(/^([0-9a-f]*-[0-9a-f]*)-\d+/, '$1-4194999'))
  await mkdir(gone)
  await writeFile(join(gone, '1.commit'), pack)
  return new FileSystemStorage({ storageDir })
}

test('a committed batch of which nothing is left but its pack is there when the store is opened', async () => {
  const record = sampleVersion({ prompt_id: 'one', version: '1.1.0' })
  const target = join('one', '1.1.0.json')
  await using storage = await openAfter(formatBatchPack([{ target, text: formatVersionFile(record).toString() }]))
  expect(await storage.getVersion('one', '1.1.0')).toEqual(record)
})

test('a committed batch whose pack is damaged keeps the store from being opened, and says so', async () => {
  await using storage = await openAfter('{"count":2}\n')
  await expect(storage.listVersions('one')).rejects.toThrow(
    /Cannot finish a batch that was committed .* 0 of 2 versions/,
  )
})
