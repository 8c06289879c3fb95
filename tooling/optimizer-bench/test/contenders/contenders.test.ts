import { expect, test } from 'vitest'
import { contenders } from '../../src/contenders/contenders.ts'
import { runTrial } from '../../src/run-trial.ts'

const options = { seed: 1, salt: 'tests', budget: 200, quality: 'medium' } as const

test.each(contenders)('$name improves a world of three nodes within its budget', async (contender) => {
  const trial = await runTrial(contender, { ...options, family: 'F3' })
  expect(trial.curve.at(-1)?.score).toBeGreaterThan(trial.seedScore)
  expect(trial.usage.runs).toBeLessThanOrEqual(options.budget)
  expect(trial.usage.taskCalls).toBe(3 * trial.usage.runs)
  expect(trial.usage.reflectionCalls).toBeGreaterThan(0)
})

test.each(contenders)('$name does the same again in the same world', async (contender) => {
  const once = await runTrial(contender, { ...options, family: 'F1' })
  const again = await runTrial(contender, { ...options, family: 'F1' })
  expect({ ...again, wallMs: 0 }).toEqual({ ...once, wallMs: 0 })
})
