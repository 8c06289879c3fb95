import { families, type Family } from '@autoopt/simulator'
import { expect, test } from 'vitest'
import { judgeClaims, lossesOf } from '../../src/report/claims.ts'
import { compareContenders } from '../../src/report/compare-contenders.ts'
import { summarizeContenders, summarizeFamilies } from '../../src/report/summarize.ts'
import type { Trial } from '../../src/score/trial.ts'

const options = { budgets: [400, 1600], unit: 'runs' } as const

function trialOf(family: Family, contender: string, score: number): Trial {
  return {
    world: `${family}-0`,
    family,
    seed: 0,
    contender,
    seedScore: 0.1,
    optimum: 1,
    curve: [
      { runs: 0, calls: 0, score: 0.1 },
      { runs: 300, calls: 300, score },
    ],
    verdict: 'deploy',
    isDeployed: family !== 'F9' || contender !== 'autoopt',
    lostPlaceholders: 0,
    leakedCases: 0,
    growth: 1,
    usage: { runs: 300, taskCalls: 300, reflectionCalls: 1, judgeCalls: 0, tokens: 1 },
    wallMs: 1,
  }
}

function judge(scoreOf: (family: Family) => number): { holds: boolean[]; losses: string[]; found: string[] } {
  const trials = families.flatMap((family) => [
    trialOf(family, 'autoopt', family === 'F9' || family === 'F10' ? 0.8 : scoreOf(family)),
    trialOf(family, 'Ax GEPA', 0.3),
    trialOf(family, 'Ax GEPA tuned', 0.8),
  ])
  const summaries = summarizeFamilies(trials, options)
  const claims = judgeClaims(summaries, summarizeContenders(trials, options))
  return {
    holds: claims.map(({ holds }) => holds),
    found: claims.map(({ found }) => found),
    losses: lossesOf(summaries).map(({ family, budget, rival }) => `${family} ${budget} ${rival}`),
  }
}

test('all claims hold where ours is ahead wherever something can be gained', () => {
  const { holds, losses, found } = judge(() => 0.95)
  expect(holds).toEqual([true, true, true, true, true])
  expect(losses).toEqual([])
  expect(found[2]).toBe('ahead in 10, level in 2 of 12')
})

test('a family in which ours is behind is named, and printed as a loss at each budget', () => {
  const { holds, losses, found } = judge((family) => (family === 'F4' ? 0.6 : 0.95))
  expect(holds).toEqual([true, true, true, false, true])
  expect(found[2]).toBe('ahead in 9, level in 2 of 12; not in F4')
  expect(losses).toEqual(['F4 400 Ax GEPA tuned', 'F4 1600 Ax GEPA tuned'])
})

test('where nothing helps a deployment is false, and counts', () => {
  const trials = [trialOf('F9', 'autoopt', 0.1), { ...trialOf('F9', 'autoopt', 0.1), isDeployed: true }]
  const [summary] = summarizeContenders(trials, options)
  expect(summary).toMatchObject({ falseDeploys: 1, nullWorlds: 2 })
})

test('contenders are compared on the worlds that both worked on, where something can be gained', () => {
  const trials = [
    trialOf('F1', 'autoopt', 0.9),
    trialOf('F2', 'autoopt', 0.7),
    trialOf('F3', 'autoopt', 0.2),
    trialOf('F9', 'autoopt', 0.1),
    trialOf('F1', 'Ax GEPA', 0.5),
    trialOf('F2', 'Ax GEPA', 0.6),
    trialOf('F9', 'Ax GEPA', 0.9),
  ]
  const [comparison, ...others] = compareContenders(trials, { ...options, ours: 'autoopt' })
  expect(others).toEqual([])
  expect(comparison).toMatchObject({ rival: 'Ax GEPA', differences: [{ budget: 400 }, { budget: 1600 }] })
  expect(comparison?.differences[0]?.mean).toBeCloseTo(0.25)
  expect(comparison?.differences[0]?.low).toBeCloseTo(0.1)
})

test('what half of the worlds need is told, and that half of them never get there', () => {
  const trials = [0.5, 0.85, 0.92].map((score) => trialOf('F1', 'autoopt', score))
  expect(summarizeContenders(trials, options)[0]?.needed).toEqual([
    { fraction: 0.8, median: 300 },
    { fraction: 0.9, median: null },
    { fraction: 0.95, median: null },
  ])
})
