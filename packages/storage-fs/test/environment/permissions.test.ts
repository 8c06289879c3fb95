import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleVersion } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import { AccessDeniedError, FileSystemStorage } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const id = 'wf_001_llm_1_system'

/** The root user may do anything, and Windows has no such modes. */
const modesCount = process.platform !== 'win32' && process.getuid?.() !== 0

describe.skipIf(!modesCount)('without permission', () => {
  test('to write, saving and deleting are denied, and reading works', async () => {
    const storage = new FileSystemStorage({ storageDir: await temporaryFolder() })
    await storage.saveVersion(sampleVersion())
    await chmod(join(storage.storageDir, id), 0o500)

    await expect(storage.saveVersion(sampleVersion({ version: '1.1.0' }))).rejects.toThrow(AccessDeniedError)
    await expect(storage.deleteVersion(id, '1.0.0')).rejects.toThrow(AccessDeniedError)
    await expect(storage.clearAll()).rejects.toThrow(AccessDeniedError)
    expect(await storage.listVersions(id)).toHaveLength(1)
    await chmod(join(storage.storageDir, id), 0o700)
  })

  test('to the storage directory, saving says which', async () => {
    const folder = await temporaryFolder()
    await chmod(folder, 0o500)
    const storage = new FileSystemStorage({ storageDir: join(folder, 'store') })

    await expect(storage.saveVersion(sampleVersion())).rejects.toMatchObject({
      code: 'FS-PERM-001',
      context: { path: storage.storageDir },
    })
    await chmod(folder, 0o700)
  })

  test('to read, reading is denied', async () => {
    const storage = new FileSystemStorage({ storageDir: await temporaryFolder() })
    await storage.saveVersion(sampleVersion())
    await chmod(join(storage.storageDir, id, '1.0.0.json'), 0o000)

    await expect(storage.listVersions(id)).rejects.toThrow(AccessDeniedError)
  })
})
