import { describe } from 'vitest'
import type { BatchStorage } from '../batch-storage.ts'
import type { VersionStorage } from '../version-storage.ts'
import { testBatchRefusals } from './contract/batch-refusals.ts'
import { testBatchSequences } from './contract/batch-sequences.ts'
import { testBatches } from './contract/batches.ts'
import type { OpenFixture } from './storage-fixture.ts'

/** Registers the tests of `BatchStorage` for one kind of store. They need `fast-check`. */
export function testBatchStorage(name: string, open: OpenFixture<VersionStorage & BatchStorage>): void {
  describe(`${name} as BatchStorage`, () => {
    testBatches(open)
    testBatchRefusals(open)
    testBatchSequences(open)
  })
}
