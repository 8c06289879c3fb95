import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleVersion } from '@autoopt/storage-core/testing'
import { expect, test } from 'vitest'
import { FileSystemStorage } from '../../src/index.ts'
import { parseTombstone } from '../../src/trash/tombstones.ts'
import { temporaryFolder } from '../temporary-folder.ts'

test('a name in the trash tells the number, and when it was deleted if the content is still there', () => {
  expect(parseTombstone('1.0.0,17,0a1b.json')).toEqual({
    version: '1.0.0',
    deletedAtMs: 17,
    name: '1.0.0,17,0a1b.json',
  })
  expect(parseTombstone('1.0.0,gone')).toEqual({ version: '1.0.0', deletedAtMs: undefined, name: '1.0.0,gone' })
})

test.each(['notes.txt', '1.0.0.json', 'v1,17,0a.json', ',gone', '1.0.0,gone.json', '1.0.0,17,XY.json', '01.0.0,gone'])(
  'what is called %s in the trash is nobody’s',
  (name) => {
    expect(parseTombstone(name)).toBeUndefined()
  },
)

test('what somebody put into the trash by hand takes no number and is not listed', async () => {
  const storageDir = join(await temporaryFolder(), 'store')
  await using storage = new FileSystemStorage({ storageDir })
  const versions = ['1.0.0', '1.1.0']
  for (const version of versions) await storage.saveVersion(sampleVersion({ prompt_id: 'one', version }))
  await storage.deleteVersion('one', '1.0.0')
  await mkdir(join(storageDir, '.trash', 'empty'))
  for (const name of ['notes.txt', 'x,gone']) await writeFile(join(storageDir, '.trash', 'one', name), 'mine')

  expect(await deletedNumbers(storage)).toEqual(['1.0.0'])
  await storage.saveVersion(sampleVersion({ prompt_id: 'one', version: '2.0.0' }))
  await storage.emptyTrash()
  expect(await deletedNumbers(storage)).toEqual(['1.0.0'])
  await expect(storage.saveVersion(sampleVersion({ prompt_id: 'one', version: '1.0.0' }))).rejects.toThrow(/deleted/)
})

async function deletedNumbers(storage: FileSystemStorage): Promise<string[]> {
  const found: string[] = []
  for await (const { version } of storage.listDeleted()) found.push(version)
  return found
}
