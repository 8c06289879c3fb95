import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StorageError } from '../../errors.ts'
import type { LabelStorage } from '../../label-storage.ts'
import type { VersionStorage } from '../../version-storage.ts'
import { sampleVersion } from '../sample-version.ts'
import { openFixture } from '../storage-fixture.ts'
import type { OpenLabelFixture } from './labelled-store.ts'

const versions = ['1.0.0', '1.1.0', '1.2.0']
const labels = ['production', 'staging']

const call = fc.record({
  action: fc.constantFrom('set', 'set', 'delete', 'roll back', 'delete version'),
  label: fc.constantFrom(...labels),
  version: fc.constantFrom(...versions),
  expected: fc.constantFrom(undefined, undefined, null, ...versions),
})
type Call = typeof call extends fc.Arbitrary<infer Value> ? Value : never

/** Registers the test that any sequence of calls has the effects that it has on plain lists. */
export function testLabelSequences(open: OpenLabelFixture): void {
  test('any sequence of calls has the same outcomes as on plain lists', async () => {
    const { storage } = await openFixture(open)
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 20 }), async (calls) => {
        run += 1
        // A prompt of its own for each run, so that one store serves them all.
        const id = `prompt ${run}`
        for (const version of versions) await storage.saveVersion(sampleVersion({ prompt_id: id, version }))
        const model = new LabelModel()
        for (const step of calls) {
          expect(await outcomeOf(storage, id, step)).toEqual(model.outcomeOf(step))
          expect(await storage.labelsOf(id)).toEqual(model.current())
        }
        for (const label of labels) {
          const history = await storage.labelHistory(id, label)
          expect(history.map(({ revision, version }) => [revision, version])).toEqual(model.history(label))
        }
      }),
      { numRuns: 40 },
    )
  })
}

/** What the store answers, or the code of its error. */
async function outcomeOf(storage: VersionStorage & LabelStorage, id: string, step: Call): Promise<unknown> {
  const { action, label, version, expected } = step
  try {
    if (action === 'set') return (await storage.setLabel(id, label, version, { expected })).revision
    if (action === 'delete') return await storage.deleteLabel(id, label, { expected })
    if (action === 'roll back') return (await storage.rollbackLabel(id, label, { expected })).version
    return await storage.deleteVersion(id, version)
  } catch (error) {
    if (error instanceof StorageError) return error.code
    throw error
  }
}

/** The same store as lists of versions. */
class LabelModel {
  readonly #versions = new Set(versions)
  readonly #targets = new Map<string, (string | null)[]>(labels.map((label) => [label, []]))

  outcomeOf({ action, label, version, expected }: Call): unknown {
    if (action === 'delete version') {
      return Object.values(this.current()).includes(version) ? 'STORE-LABEL-003' : this.#versions.delete(version)
    }
    if (action === 'set' && !this.#versions.has(version)) return 'STORE-MISSING-001'
    const targets = this.#targets.get(label) ?? []
    const current = targets.at(-1) ?? null
    if (expected !== undefined && expected !== current) return 'STORE-LABEL-001'
    if (action === 'set') return targets.push(version)
    if (action === 'delete') return current !== null && targets.push(null) > 0
    const before = targets.findLast((target) => target !== null && target !== current)
    if (typeof before !== 'string' || !this.#versions.has(before)) return 'STORE-MISSING-001'
    targets.push(before)
    return before
  }

  current(): Record<string, string> {
    const entries = labels.map((label) => [label, this.#targets.get(label)?.at(-1)] as const)
    return Object.fromEntries(entries.filter(([, version]) => typeof version === 'string')) as Record<string, string>
  }

  history(label: string): [revision: number, version: string | null][] {
    return (this.#targets.get(label) ?? []).map((version, index) => [index + 1, version])
  }
}
