import { join } from 'node:path'
import {
  sampleVersionWithText,
  testBatchStorage,
  testEnumerableStorage,
  testLabelStorage,
  testVersionStorage,
} from '@autoopt/storage-core/testing'
import { readdir, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { nodeFilePort } from '../src/files/node-file-port.ts'
import { FileSystemStorage } from '../src/index.ts'
import { linklessPort } from './crash/linkless-port.ts'
import { temporaryFolder } from './temporary-folder.ts'

const files = linklessPort(nodeFilePort)

async function open() {
  const storageDir = join(await temporaryFolder(), 'store')
  return {
    storageDir,
    storage: new FileSystemStorage({ storageDir, files }),
    reopen: async () => new FileSystemStorage({ storageDir, files }),
    keepsDeletedNumbers: true,
  }
}

const name = 'FileSystemStorage without hard links'
testVersionStorage(name, open)
testEnumerableStorage(name, open)
testBatchStorage(name, open)
testLabelStorage(name, open)

const id = 'wf_001_llm_1_system'
const one = (version: string) => sampleVersionWithText(`text of ${version}`, { prompt_id: id, version })

describe('where there are no hard links', () => {
  test('nothing temporary is left of saves, batches and labels', async () => {
    const { storage, storageDir } = await open()
    await storage.saveMany([one('1.0.0'), one('1.1.0')])
    await storage.saveVersion(one('1.2.0'))
    await storage.setLabel(id, 'production', '1.2.0')
    await storage.close()
    expect(await readdir(join(storageDir, '.tmp'))).toEqual([])
    expect(await readdir(join(storageDir, id))).toHaveLength(4)
  })

  test('a file that is damaged is reported, and not taken for one that is being written', async () => {
    const { storage, storageDir } = await open()
    await storage.saveVersion(one('1.0.0'))
    await storage.close()
    await writeFile(join(storageDir, id, '1.0.0.json'), '')
    const reopened = new FileSystemStorage({ storageDir, files })
    await expect(reopened.getVersion(id, '1.0.0')).rejects.toMatchObject({ code: 'FS-LOAD-001' })
    await reopened.close()
  })

  test('versions that were archived come back, and deleted ones do', async () => {
    const { storage } = await open()
    const versions = ['1.0.0', '1.1.0', '1.2.0']
    await storage.saveMany(versions.map(one))
    await storage.archive({ keepLast: 1 })
    await storage.unarchive(id)
    await storage.deleteVersion(id, '1.1.0')
    expect(await storage.restoreDeleted(id, '1.1.0')).toBe(true)
    expect((await storage.listVersions(id)).map(({ version }) => version)).toEqual(versions)
    expect((await storage.verify()).problems).toEqual([])
    await storage.close()
  })

  test('one process with hard links and one without, as on a mount that hides them, never save a version both', async () => {
    const { storage, storageDir } = await open()
    const other = new FileSystemStorage({ storageDir })
    const saves = Array.from({ length: 40 }, async (_, index) =>
      (index % 2 === 0 ? storage : other).saveVersion(one('1.0.0')),
    )
    const results = await Promise.allSettled(saves)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await Promise.all([storage.close(), other.close()])
  })
})
