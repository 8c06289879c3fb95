import { testCaseSchema } from '@autoopt/config'
import { expect, test } from 'vitest'
import { leakedCases } from '../../src/score/leaked-texts.ts'
import { lostPlaceholders } from '../../src/score/lost-placeholders.ts'
import { deliveredFraction, firstReached, fractionAt, isHarmful, type Trial } from '../../src/score/trial.ts'

const prompts = (text: string) => ({ node: [{ role: 'system', text }] }) as const

const trial: Trial = {
  world: 'f1-0',
  family: 'F1',
  seed: 0,
  contender: 'autoopt',
  seedScore: 0.2,
  optimum: 0.8,
  curve: [
    { runs: 0, calls: 0, score: 0.2 },
    { runs: 50, calls: 150, score: 0.6 },
    { runs: 150, calls: 450, score: 0.4 },
  ],
  verdict: 'deploy',
  isDeployed: true,
  lostPlaceholders: 0,
  leakedCases: 0,
  growth: 1,
  usage: { runs: 150, taskCalls: 450, reflectionCalls: 1, judgeCalls: 0, tokens: 1 },
  wallMs: 1,
}

test('at each budget stands what was found by then, whether it was better or worse', () => {
  expect([49, 50, 149, 150, 1000].map((budget) => fractionAt(trial, budget, 'runs'))).toEqual(
    [0.25, 0.75, 0.75, 0.5, 0.5].map((one) => expect.closeTo(one)),
  )
  expect(fractionAt(trial, 149, 'calls')).toBeCloseTo(0.25)
})

test('a share counts as reached when it first is, even if what comes after is worse', () => {
  expect([0.2, 0.5, 0.7, 0.8].map((fraction) => firstReached(trial, fraction, 'calls'))).toEqual([
    0,
    150,
    150,
    Infinity,
  ])
})

test('what is not deployed leaves the seed in use, and harms nobody', () => {
  const kept = { ...trial, isDeployed: false, curve: [{ runs: 0, calls: 0, score: 0.1 }] }
  expect(deliveredFraction(kept)).toBeCloseTo(0.25)
  expect(isHarmful(kept)).toBe(false)
  expect(isHarmful({ ...kept, isDeployed: true })).toBe(true)
  expect(isHarmful(trial)).toBe(false)
})

test('placeholders are counted message by message, as often as they stood there', () => {
  const seed = prompts('{{#a.text#}} and {{#a.text#}} and {{#b.text#}}')
  expect(lostPlaceholders(seed, prompts('{{#a.text#}} {{#b.text#}} more'))).toBe(1)
  expect(lostPlaceholders(seed, prompts('{{#b.text#}} {{#a.text#}} {{#a.text#}} {{#c.text#}}'))).toBe(0)
  expect(lostPlaceholders(seed, {})).toBe(3)
})

test('a quote of a case is a leak, unless the seed says it too', () => {
  const text = 'The left hinge of our kitchen cupboard broke on Monday.'
  const cases = [
    testCaseSchema.parse({ case_id: 'KB-1', inputs: { text } }),
    testCaseSchema.parse({ case_id: 'KB-2', inputs: { text: '厨房橱柜的左边铰链在星期一早上坏了' } }),
  ]
  const leaks = (wording: string, seed = ''): number => leakedCases(prompts(seed), prompts(wording), cases)
  expect(leaks('Mind hinges of a kitchen cupboard.')).toBe(0)
  expect(leaks('Such as "the LEFT hinge of our kitchen cupboard broke", say so.')).toBe(1)
  expect(leaks('例如“厨房橱柜的左边铰链在星期一早上坏了”。')).toBe(1)
  expect(leaks('As in KB-2.')).toBe(1)
  expect(leaks(text, text)).toBe(0)
})
