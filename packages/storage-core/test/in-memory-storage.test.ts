import { InMemoryStorage } from '../src/index.ts'
import { testEnumerableStorage, testVersionStorage } from '../src/testing.ts'

testVersionStorage('InMemoryStorage', () => ({ storage: new InMemoryStorage() }))
testEnumerableStorage('InMemoryStorage', () => ({ storage: new InMemoryStorage() }))
