import { InMemoryStorage } from '../src/index.ts'
import {
  type StorageFixture,
  testBatchStorage,
  testEnumerableStorage,
  testLabelStorage,
  testVersionStorage,
} from '../src/testing.ts'

for (const keepsDeletedNumbers of [false, true]) {
  const name = keepsDeletedNumbers ? 'InMemoryStorage that keeps deleted numbers' : 'InMemoryStorage'
  const open = (): StorageFixture<InMemoryStorage> => ({
    storage: new InMemoryStorage({ keepsDeletedNumbers }),
    keepsDeletedNumbers,
  })
  testVersionStorage(name, open)
  testEnumerableStorage(name, open)
  testBatchStorage(name, open)
  testLabelStorage(name, open)
}
