import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testEnumerableStorage, testVersionStorage } from '@autoopt/storage-core/testing'
import { FileSystemStorage } from '../src/index.ts'

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'autoopt-storage-fs-'))
  const storageDir = join(folder, 'store')
  return {
    storage: new FileSystemStorage({ storageDir }),
    reopen: async () => new FileSystemStorage({ storageDir }),
    cleanup: async () => rm(folder, { recursive: true }),
  }
}

testVersionStorage('FileSystemStorage', open)
testEnumerableStorage('FileSystemStorage', open)
