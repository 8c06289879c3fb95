import { expect, test } from 'vitest'
import { readOptions } from '../src/read-options.ts'

test('by default all contenders meet in eight worlds of each family that nobody has seen', () => {
  const [one, other] = [readOptions([]), readOptions([])]
  expect(one?.families).toHaveLength(12)
  expect(one?.seeds).toHaveLength(8)
  expect(one?.contenders).toEqual(['autoopt', 'Ax GEPA', 'Ax GEPA tuned', 'best-of-n', 'random search'])
  expect(one?.budgets).toEqual([100, 200, 400, 800, 1600])
  expect(one?.salt).not.toBe(other?.salt)
})

test('budgets end with the one that is asked for', () => {
  expect(readOptions(['--budget', '300'])?.budgets).toEqual([100, 200, 300])
  expect(readOptions(['--quick'])?.budgets).toEqual([100, 200, 400])
})

test.each([
  [['--families', 'F13'], '--families knows no "F13"; it knows F1, F2'],
  [['--seeds', '0'], '--seeds is "0" and must be a whole number from 1 on.'],
  [['--trials', 'trials.jsonl'], '--trials needs --salt'],
])('%s is refused with what is wrong', (args, message) => {
  expect(() => readOptions(args)).toThrow(message)
})
