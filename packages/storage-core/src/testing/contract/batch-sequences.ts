import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BatchStorage } from '../../batch-storage.ts'
import { bySemver } from '../../by-semver.ts'
import { VersionConflictError } from '../../errors.ts'
import type { VersionStorage } from '../../version-storage.ts'
import { sampleVersion } from '../sample-version.ts'
import { type OpenFixture, openFixture } from '../storage-fixture.ts'
import { listedVersions } from './listed.ts'

const member = fc.record({
  prompt: fc.constantFrom('a', 'A', '\u00e9', 'e\u0301'),
  version: fc.constantFrom('1.0.0', '1.0.0-rc.1', '1.9.0', '1.10.0'),
})
const batches = fc.array(fc.array(member, { maxLength: 4 }), { minLength: 1, maxLength: 6 })

/** Registers the test that any sequence of batches has the effects that it has on a plain set. */
export function testBatchSequences(open: OpenFixture<VersionStorage & BatchStorage>): void {
  test('any sequence of batches saves what it saves to a plain set', async () => {
    const { storage } = await openFixture(open)
    let run = 0
    await fc.assert(
      fc.asyncProperty(batches, async (sequence) => {
        run += 1
        // Prompts of its own for each run, so that one store serves them all.
        const idOf = (prompt: string): string => `${run} ${prompt}`
        const model = new Set<string>()
        for (const batch of sequence) {
          const records = batch.map(({ prompt, version }) => sampleVersion({ prompt_id: idOf(prompt), version }))
          const saved = await storage.saveMany(records).then(
            () => true,
            (error: unknown) => {
              if (error instanceof VersionConflictError) return false
              throw error
            },
          )
          expect(saved).toBe(addAll(model, batch.map(keyOf)))
        }
        for (const prompt of ['a', 'A', '\u00e9']) {
          const expected = [...model]
            .filter((key) => key.startsWith(`${prompt} `))
            .map((key) => key.split(' ')[1] ?? '')
          expect(await listedVersions(storage, idOf(prompt))).toEqual(expected.toSorted(bySemver))
        }
      }),
      { numRuns: 40 },
    )
  })
}

function keyOf({ prompt, version }: { readonly prompt: string; readonly version: string }): string {
  return `${prompt.normalize('NFC')} ${version}`
}

/** @returns whether they were new, all of them; if not, nothing was added. */
function addAll(model: Set<string>, keys: readonly string[]): boolean {
  if (new Set(keys).size < keys.length || keys.some((key) => model.has(key))) return false
  for (const key of keys) model.add(key)
  return true
}
