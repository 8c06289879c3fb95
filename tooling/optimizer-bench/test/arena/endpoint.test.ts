import { expect, test } from 'vitest'
import { BudgetSpentError } from '../../src/arena/endpoint.ts'
import { evaluatePrompts } from '../../src/contenders/evaluate-prompts.ts'
import { benchWorld } from '../bench-world.ts'

test.each(['F1', 'F2', 'F3', 'F4', 'F5', 'F11'] as const)(
  'what is measured in %s is what the truth computes',
  async (family) => {
    const { world, open, arena } = benchWorld(family, 4000)
    const cases = [...open.train, ...open.validation]
    const truth = (['train', 'validation'] as const).reduce(
      (sum, split) => sum + world.truth.expectedScore(world.truth.bestPrompts(), split) / 2,
      0,
    )
    const means: number[] = []
    for (let repeat = 0; repeat < 6; repeat += 1)
      means.push((await evaluatePrompts(world.truth.bestPrompts(), cases, arena.endpoint))?.mean ?? 0)
    expect(means.reduce((sum, one) => sum + one, 0) / means.length).toBeCloseTo(truth, 1)
  },
)

test('a judge that is the metric tells good outputs from bad ones', async () => {
  const { world, open, arena } = benchWorld('F8')
  const seed = await evaluatePrompts(world.prompts, open.train, arena.endpoint)
  const best = await evaluatePrompts(world.truth.bestPrompts(), open.train, arena.endpoint)
  expect(best?.mean).toBeGreaterThan((seed?.mean ?? 1) + 0.1)
  expect(arena.usage().ledger.calls.judge).toBeGreaterThan(0)
})

test('the budget is counted before a run, and what the server counts is what the nodes asked', async () => {
  const { open, arena } = benchWorld('F3', 2)
  const [first] = open.train
  if (first === undefined) throw new Error('a world has cases')
  await arena.endpoint.run(open.prompts, first)
  await arena.endpoint.run(open.prompts, first)
  await expect(arena.endpoint.run(open.prompts, first)).rejects.toThrow(BudgetSpentError)
  expect(arena.endpoint.runsLeft).toBe(0)
  expect(arena.usage()).toMatchObject({ runs: 2, ledger: { calls: { task: 6 } } })
})

test('runs are new draws, and the same draw where a repeat is named', async () => {
  const { open, arena } = benchWorld('F5')
  const [first] = open.train
  if (first === undefined) throw new Error('a world has cases')
  const outputs = async (repeat?: number): Promise<unknown> =>
    (await arena.endpoint.run(open.prompts, first, repeat === undefined ? {} : { repeat })).outputs
  const named = [await outputs(3), await outputs(3)]
  expect(named[0]).toEqual(named[1])
  const drawn = new Set<string>()
  for (let index = 0; index < 12; index += 1) drawn.add(JSON.stringify(await outputs()))
  expect(drawn.size).toBeGreaterThan(1)
})

test('contenders see neither the truth nor the test cases', () => {
  const { world, open, arena } = benchWorld('F3')
  const seen = JSON.stringify({ open, endpoint: arena.endpoint })
  expect(Object.keys(open).toSorted()).toEqual(['app', 'name', 'prompts', 'train', 'validation'])
  expect(world.cases.test.every(({ case_id: id }) => !seen.includes(id))).toBe(true)
  expect(world.cases.train.every(({ case_id: id }) => seen.includes(id))).toBe(true)
})
