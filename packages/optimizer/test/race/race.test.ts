import { createRandom } from '@autoopt/collector'
import { describe, expect, it } from 'vitest'
import { chunkCases } from '../../src/race/case-order.ts'
import { TooManyMissingError, UnexpectedResultError } from '../../src/race/errors.ts'
import { evaluateMissing } from '../../src/race/evaluate-missing.ts'
import { frontierShares } from '../../src/race/frontier-shares.ts'
import { observationSchema } from '../../src/race/observation.ts'
import { ObservationStore } from '../../src/race/observation-store.ts'
import { pickParent } from '../../src/race/pick-parent.ts'
import { race, type RaceOptions } from '../../src/race/race.ts'
import { makeCases, makeVariant, simulatedEvaluate, type SimulatedRun } from './simulated-evaluate.ts'

const seed = makeVariant('baseline')

const raceOf = (
  names: readonly string[],
  options: Pick<RaceOptions, 'cases' | 'evaluate'> & Partial<RaceOptions>,
): ReturnType<typeof race> =>
  race(
    names.map((name) => makeVariant(name)),
    { incumbent: seed, store: new ObservationStore(), seed: 5, ...options },
  )

describe('race', () => {
  it('drops who falls behind after 6 cases, or after 16, and runs the others on all', async () => {
    const scores: Record<string, number> = { baseline: 0.5, poor: 0.4, weak: 0.46, even: 0.5, good: 0.7 }
    const { evaluate, paid } = simulatedEvaluate(({ variantId }) => scores[variantId] ?? 0)
    const { standings, runs } = await raceOf(['poor', 'weak', 'even', 'good'], { cases: makeCases(30), evaluate })
    expect(standings.map(({ variantId, outcome, cases }) => [variantId, outcome, cases])).toEqual([
      ['good', 'finished', 30],
      ['even', 'finished', 30],
      ['weak', 'behind', 16],
      ['poor', 'behind', 6],
    ])
    expect(runs).toBe(30 + 30 + 30 + 16 + 6)
    expect(paid).toHaveLength(runs)
  })

  it('keeps a candidate that is exactly as far behind as is allowed', async () => {
    const { evaluate } = simulatedEvaluate(({ variantId }) => (variantId === 'baseline' ? 0.5 : 0.4375))
    const ahead = await raceOf(['close'], { cases: makeCases(6), evaluate })
    expect(ahead.standings[0]?.outcome).toBe('finished')
  })

  it('draws the observed difference towards 0 by six cases', async () => {
    const { evaluate } = simulatedEvaluate(({ variantId }) => (variantId === 'baseline' ? 0.5 : 0.7))
    const { standings } = await raceOf(['good'], { cases: makeCases(30), evaluate })
    expect(standings[0]?.difference).toBeCloseTo(0.2, 10)
    expect(standings[0]?.posterior.mean).toBeCloseTo((0.2 * 30) / 36, 10)
  })

  it('drops at once who breaks a case that must pass, however well it does elsewhere', async () => {
    const cases = makeCases(40, (index) => ({ must_pass: index === 33 }))
    const { evaluate } = simulatedEvaluate(({ variantId, testCase }) => {
      if (variantId === 'baseline') return testCase.must_pass ? 1 : 0.2
      return testCase.must_pass ? 0.9 : 1
    })
    const store = new ObservationStore()
    for await (const result of evaluate(seed, cases, { repeats: [0], keepTraces: false, purpose: 'baseline' }))
      store.add({ purpose: 'baseline', result })
    const { standings } = await raceOf(['bold'], { cases, evaluate, store })
    expect(standings[0]).toMatchObject({ outcome: 'broke', broken: ['case_33'], cases: 6 })
  })

  it('never pays twice for the same candidate, case and repeat, in whatever races it runs', async () => {
    const { evaluate, paid } = simulatedEvaluate(({ draw }) => draw)
    const store = new ObservationStore()
    const cases = makeCases(25)
    const first = await raceOf(['a', 'b'], { cases, evaluate, store, seed: 1 })
    const again = await raceOf(['a', 'b'], { cases, evaluate, store, seed: 1 })
    await raceOf(['b', 'c'], { cases, evaluate, store, seed: 2, repeats: [0, 1] })
    expect(again.runs).toBe(0)
    expect(again.standings).toEqual(first.standings)
    const keys = paid.map(({ variantId, caseId, repeat }) => `${variantId} ${caseId} ${repeat}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(store.size).toBe(keys.length)
  })

  it('gives the same standings after an interruption at any result, without paying for one again', async () => {
    const decide = ({ draw, variantId }: SimulatedRun): number => (variantId === 'b' ? Math.sqrt(draw) : draw)
    const cases = makeCases(20)
    const whole = simulatedEvaluate(decide)
    const expected = await raceOf(['a', 'b', 'c'], { cases, evaluate: whole.evaluate })
    for (const stopAfter of [1, 7, 23, 40, 61]) {
      const store = new ObservationStore()
      const broken = simulatedEvaluate((run) => {
        if (store.size >= stopAfter) throw new Error('killed')
        return decide(run)
      })
      const options = { cases, store }
      await expect(raceOf(['a', 'b', 'c'], { ...options, evaluate: broken.evaluate })).rejects.toThrow('killed')
      const resumed = simulatedEvaluate(decide)
      const kept = store.size
      const result = await raceOf(['a', 'b', 'c'], { ...options, evaluate: resumed.evaluate })
      expect(result.standings).toEqual(expected.standings)
      expect(resumed.paid).toHaveLength(whole.paid.length - kept)
    }
  })

  it('leaves a case out on both sides when a run of it is missing', async () => {
    const { evaluate } = simulatedEvaluate(({ variantId, testCase }) => {
      if (variantId === 'a' && testCase.case_id === 'case_3') return { score: null }
      return variantId === 'a' ? 0.6 : 0.5
    })
    const { standings } = await raceOf(['a'], { cases: makeCases(20), evaluate })
    expect(standings[0]).toMatchObject({ outcome: 'finished', cases: 19 })
  })

  it('stops when more than a fifth of the runs is missing, and says what failed', async () => {
    const { evaluate } = simulatedEvaluate(({ draw }) => ({ score: draw < 0.6 ? null : 1 }))
    const running = raceOf(['a', 'b'], { cases: makeCases(20), evaluate })
    await expect(running).rejects.toThrow(TooManyMissingError)
    await expect(running).rejects.toThrow('the connection was lost')
  })

  it('tells the other runs to stop when one fails, and waits for them', async () => {
    let open = 0
    const { evaluate } = simulatedEvaluate(() => 1)
    const running = raceOf(['a', 'b'], {
      cases: makeCases(6),
      async *evaluate(variant, cases, options) {
        open += 1
        try {
          if (variant.variant_id === 'a') throw new Error('no such model')
          for await (const result of evaluate(variant, cases, options)) yield result
        } finally {
          open -= 1
        }
      },
    })
    await expect(running).rejects.toThrow('no such model')
    expect(open).toBe(0)
  })
})

describe('evaluateMissing', () => {
  const options = { variant: seed, cases: makeCases(3), repeats: [0], keepTraces: false, purpose: 'search' as const }

  it('refuses results that it did not ask for', async () => {
    const { evaluate } = simulatedEvaluate(() => ({ score: 1, repeat: 4 }))
    await expect(evaluateMissing(options, { store: new ObservationStore(), evaluate })).rejects.toThrow(
      UnexpectedResultError,
    )
  })

  it('does not record runs that a limit of the user or a cancellation cut off', async () => {
    const store = new ObservationStore()
    const { evaluate } = simulatedEvaluate(() => ({ score: null, error: { class: 'budget', message: 'spent' } }))
    await evaluateMissing(options, { store, evaluate })
    expect(store.size).toBe(0)
  })

  it('keeps runs that failed for good as missing and does not pay for them again', async () => {
    const store = new ObservationStore()
    const { evaluate, paid } = simulatedEvaluate(() => ({ score: null }))
    await evaluateMissing(options, { store, evaluate })
    await evaluateMissing(options, { store, evaluate })
    expect(paid).toHaveLength(3)
  })
})

describe('ObservationStore', () => {
  it('comes back from records on disk', async () => {
    const { evaluate } = simulatedEvaluate(({ draw }) => draw)
    const store = new ObservationStore()
    await evaluateMissing(
      { variant: seed, cases: makeCases(4), repeats: [0, 3], keepTraces: false, purpose: 'baseline' },
      { store, evaluate },
    )
    const lines = store.results('baseline').map((result) => JSON.stringify({ purpose: 'baseline', result }))
    const read = new ObservationStore(lines.map((line) => observationSchema.parse(JSON.parse(line))))
    expect(read.results('baseline')).toEqual(store.results('baseline'))
    expect(read.nextRepeat).toBe(4)
  })

  it('never mixes results of the search with those of a confirmation', async () => {
    const { evaluate } = simulatedEvaluate(({ draw }) => draw)
    const store = new ObservationStore()
    const job = { variant: seed, cases: makeCases(4), keepTraces: false }
    await evaluateMissing({ ...job, repeats: [0], purpose: 'search' }, { store, evaluate })
    await evaluateMissing({ ...job, repeats: [1, 2], purpose: 'confirm' }, { store, evaluate })
    expect(store.results('baseline')).toHaveLength(4)
    expect(store.results('baseline', { phase: 'confirm' })).toHaveLength(8)
    expect(store.results('baseline', { phase: 'confirm', repeats: [2] })).toHaveLength(4)
    expect(store.results('baseline', { phase: 'holdout' })).toHaveLength(0)
  })
})

describe('chunkCases', () => {
  it('begins with cases that the incumbent fails and at least two that it passes, those that must pass first', async () => {
    const cases = makeCases(30, (index) => ({ must_pass: index === 12 }))
    const store = new ObservationStore()
    const { evaluate } = simulatedEvaluate(({ testCase }) => (Number(testCase.case_id.slice(5)) % 2 ? 0 : 1))
    await evaluateMissing(
      { variant: seed, cases, repeats: [0], keepTraces: false, purpose: 'baseline' },
      { store, evaluate },
    )
    const [first = [], second = [], rest = []] = chunkCases(cases, {
      incumbentId: 'baseline',
      store,
      seed: 3,
      repeats: [0],
    })
    expect([first.length, second.length, rest.length]).toEqual([6, 10, 14])
    expect(first.filter(({ case_id }) => Number(case_id.slice(5)) % 2 === 1)).toHaveLength(4)
    expect(first.map(({ case_id }) => case_id)).toContain('case_12')
    expect(new Set([...first, ...second, ...rest]).size).toBe(30)
  })

  it('fills up with what there is when everything passes, or fails, or cases are few', () => {
    const store = new ObservationStore()
    const chunks = (count: number): number[] =>
      chunkCases(makeCases(count), { incumbentId: 'baseline', store, seed: 3, repeats: [0] }).map(
        (chunk) => chunk.length,
      )
    expect(chunks(30)).toEqual([6, 10, 14])
    expect(chunks(8)).toEqual([6, 2])
    expect(chunks(4)).toEqual([4])
  })
})

describe('choosing among candidates', () => {
  it('gives each case of the frontier to those who are best on it', async () => {
    const store = new ObservationStore()
    const cases = makeCases(4)
    const best: Record<string, readonly string[]> = {
      a: ['case_0', 'case_1'],
      b: ['case_1', 'case_2', 'case_3'],
      c: [],
    }
    const { evaluate } = simulatedEvaluate(({ variantId, testCase }) =>
      best[variantId]?.includes(testCase.case_id) ? 1 : 0,
    )
    for (const name of ['a', 'b', 'c'])
      await evaluateMissing(
        { variant: makeVariant(name), cases, repeats: [0], keepTraces: false, purpose: 'search' },
        { store, evaluate },
      )
    expect(frontierShares(['a', 'b', 'c'], { cases, store })).toEqual([1.5, 2.5, 0])
    const random = createRandom(9)
    const counts: Record<string, number> = {}
    for (let draw = 0; draw < 4000; draw += 1) {
      const { variantId, reason } = pickParent({ ranked: ['c', 'a', 'b'], cases, store, random })
      for (const key of [reason, `${reason} ${variantId}`]) counts[key] = (counts[key] ?? 0) + 1
    }
    expect((counts['best'] ?? 0) / 4000).toBeCloseTo(0.5, 1)
    expect((counts['frontier'] ?? 0) / 4000).toBeCloseTo(0.3, 1)
    expect((counts['chance'] ?? 0) / 4000).toBeCloseTo(0.2, 1)
    expect(counts['frontier c']).toBeUndefined()
    expect(counts['best c']).toBe(counts['best'])
  })
})
