import { describe, expect, test } from 'vitest'
import { linklessPort } from './linkless-port.ts'
import { explore, type Scenario } from './explore.ts'

const isLong = process.env['AUTOOPT_LONG'] === '1'
const budget = isLong ? 1000 : 120
const timeout = isLong ? 600_000 : 60_000
const seeds = isLong ? [1, 2, 3, 4, 5, 6, 7, 8] : [1]

/** Declares the tests that a power cut or a kill at any moment of the scenarios breaks no promise. */
export function testPowerCuts(scenarios: readonly Scenario[]): void {
  describe.each([
    { durability: 'strict', model: 'posix', disk: 'a posix disk' },
    { durability: 'strict', model: 'journaled', disk: 'a journaled disk' },
    { durability: 'fast', model: 'journaled', disk: 'a journaled disk' },
    { durability: 'strict', model: 'posix', disk: 'a posix disk without hard links', mutate: linklessPort },
    { durability: 'strict', model: 'journaled', disk: 'a journaled disk without hard links', mutate: linklessPort },
    { durability: 'fast', model: 'journaled', disk: 'a journaled disk without hard links', mutate: linklessPort },
  ] as const)('with $durability saves on $disk', ({ durability, model, ...port }) => {
    const mutate = 'mutate' in port ? port.mutate : undefined
    test.each(scenarios)('a power cut during $name breaks no promise', { timeout }, async (scenario) => {
      for (const seed of seeds) {
        const { findings, inspected } = await explore(scenario, { model, budget, seed, mutate, store: { durability } })
        expect(findings).toEqual([])
        expect(inspected).toBeGreaterThan(4)
      }
    })
  })
}
