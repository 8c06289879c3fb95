import { describe } from 'vitest'
import { testConcurrency } from './contract/concurrency.ts'
import { testDeletions } from './contract/deletions.ts'
import { testIsolation } from './contract/isolation.ts'
import { testOrder } from './contract/order.ts'
import { testPromptIds } from './contract/prompt-ids.ts'
import { testRefusals } from './contract/refusals.ts'
import { testReopening } from './contract/reopening.ts'
import { testRoundTrips } from './contract/round-trips.ts'
import { testSequences } from './contract/sequences.ts'
import type { OpenFixture } from './storage-fixture.ts'

const parts: Readonly<Record<string, (open: OpenFixture) => void>> = {
  'saving and reading': testRoundTrips,
  refusing: testRefusals,
  isolation: testIsolation,
  order: testOrder,
  'prompt ids': testPromptIds,
  deleting: testDeletions,
  'simultaneous calls': testConcurrency,
  'opening again': testReopening,
  'sequences of calls': testSequences,
}

/**
 * Registers the tests of the `VersionStorage` contract for one kind of store. Call it at the top of a test file.
 * @param name what the tests are filed under.
 * @param open makes a new, empty store; called once in each test.
 */
export function testVersionStorage(name: string, open: OpenFixture): void {
  describe.each(Object.entries(parts))(`${name} as VersionStorage: %s`, (_, register) => {
    register(open)
  })
}
