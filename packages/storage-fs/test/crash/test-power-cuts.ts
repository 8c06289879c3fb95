import { describe, expect, test } from 'vitest'
import { explore, type Scenario } from './explore.ts'

const budget = process.env['AUTOOPT_LONG'] === '1' ? 20_000 : 120

/** Declares the tests that a power cut or a kill at any moment of the scenarios breaks no promise. */
export function testPowerCuts(scenarios: readonly Scenario[]): void {
  describe.each([
    { durability: 'strict', model: 'posix' },
    { durability: 'strict', model: 'journaled' },
    { durability: 'fast', model: 'journaled' },
  ] as const)('with $durability saves on a $model disk', ({ durability, model }) => {
    test.each(scenarios)('a power cut during $name breaks no promise', async (scenario) => {
      const { findings, inspected } = await explore(scenario, { model, budget, store: { durability } })
      expect(findings).toEqual([])
      expect(inspected).toBeGreaterThan(4)
    })
  })
}
