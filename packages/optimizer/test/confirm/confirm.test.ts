import type { TestResult } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import { describe, expect, it } from 'vitest'
import { confirm, type ConfirmOptions } from '../../src/confirm/confirm.ts'
import { type Confirmation, confirmationSchema } from '../../src/confirm/confirmation.ts'
import { TooManyMissingError, UsedDrawsError } from '../../src/race/errors.ts'
import { ObservationStore } from '../../src/race/observation-store.ts'
import {
  makeCases,
  makeVariant,
  simulatedEvaluate,
  type SimulatedOutcome,
  type SimulatedRun,
} from '../race/simulated-evaluate.ts'

const baseline = makeVariant('baseline')

const confirmWith = (
  decide: (run: SimulatedRun) => SimulatedOutcome,
  options: Partial<ConfirmOptions> = {},
): Promise<Confirmation> =>
  confirm({
    baseline,
    finalists: [makeVariant('candidate')],
    cases: makeCases(24),
    evaluate: simulatedEvaluate(decide).evaluate,
    store: new ObservationStore(),
    repeats: [1, 2, 3],
    seed: 1,
    ...options,
  })

const isCandidate = ({ variantId }: SimulatedRun): boolean => variantId !== 'baseline'
const indexOf = ({ testCase }: SimulatedRun): number => Number(testCase.case_id.slice(5))

/** Passes when the draw is below the chance. */
const passes = (run: SimulatedRun, chance: number): number => Number(run.draw < chance)

describe('the verdict of a confirmation', () => {
  it('deploys what is proven better, with effect, interval, cases and passes', async () => {
    const found = await confirmWith((run) => passes(run, isCandidate(run) ? 0.9 : 0.4))
    const [report] = found.finalists
    expect(found).toMatchObject({ verdict: 'deploy', winner_id: 'candidate', alpha: 0.05, repeats: [1, 2, 3] })
    expect(report?.p).toBeLessThan(0.01)
    expect(report?.interval?.low).toBeGreaterThan(0)
    expect((report?.won.length ?? 0) + (report?.lost.length ?? 0) + (report?.tied ?? 0)).toBe(24)
    expect(report?.candidate_passes.passed).toBeGreaterThan(report?.baseline_passes.passed ?? 0)
    expect(report?.mcnemar_p).toBeLessThan(0.05)
    expect(found.reason).toMatch(/^Proven better\. The mean score changes by \+\d+\.\d points \(95 % interval \+/)
    expect(confirmationSchema.parse(JSON.parse(JSON.stringify(found)))).toEqual(found)
  })

  it('keeps the baseline when the candidate is not better, and says so', async () => {
    const found = await confirmWith((run) => passes(run, isCandidate(run) ? 0.3 : 0.7))
    expect(found.verdict).toBe('keep')
    expect(found.reason).toContain('The baseline stays')
  })

  it('keeps the baseline when no worthwhile gain is possible, though the candidate looks a little better', async () => {
    const found = await confirmWith((run) => 0.5 + 0.001 * Number(isCandidate(run)) * (indexOf(run) % 2 ? 2 : -1))
    expect(found.verdict).toBe('keep')
    expect(found.reason).toContain('a gain of 2.0 points or more is ruled out')
  })

  it('calls a likely gain a canary', async () => {
    const found = await confirmWith(({ testCase, variantId }) => {
      const index = Number(testCase.case_id.slice(5))
      return variantId === 'baseline' ? 0.5 : 0.5 + (index < 8 ? 0.2 : index < 10 ? -0.2 : 0)
    })
    expect(found.verdict).toBe('canary')
    expect(found.finalists[0]?.p).toBeGreaterThan(0.05)
    expect(found.reason).toContain('try it on a part of the traffic')
  })

  it('says how many more cases would settle what is not proven, and what would have been found', async () => {
    const found = await confirmWith(({ testCase, variantId }) => {
      const index = Number(testCase.case_id.slice(5))
      return variantId === 'baseline' ? 0.5 : 0.5 + (index < 7 ? 0.3 : index < 12 ? -0.3 : 0)
    })
    const [report] = found.finalists
    expect(found.verdict).toBe('inconclusive')
    expect(report?.extra_cases).toBeGreaterThan(24)
    expect(report?.detectable_difference).toBeGreaterThan(0.05)
    expect(found.reason).toContain(`About ${report?.extra_cases} more cases would settle it`)
    expect(found.reason).toContain('would have been found')
  })

  it('says no more than the number of cases allows', async () => {
    const better = (run: SimulatedRun): number => passes(run, isCandidate(run) ? 0.95 : 0.3)
    const promising = await confirmWith(better, { cap: 'canary', capReason: 'There is no holdout.' })
    expect(promising.verdict).toBe('canary')
    expect(promising.reason).toContain('There is no holdout.')
    const refused = await confirmWith(better, { cap: 'inconclusive', capReason: '7 cases can prove nothing.' })
    expect(refused.verdict).toBe('inconclusive')
    expect(refused.reason).toContain('nothing is deployed by this: 7 cases can prove nothing.')
  })

  it('asks more of each finalist when there are two, and names the better one', async () => {
    const finalists = [makeVariant('candidate'), makeVariant('other')]
    const decide = (run: SimulatedRun): number =>
      passes(run, { baseline: 0.4, candidate: 0.6, other: 0.9 }[run.variantId] ?? 0)
    const found = await confirmWith(decide, { finalists })
    expect(found.winner_id).toBe('other')
    const alone = await confirmWith(decide, { finalists: [makeVariant('other')] })
    expect(found.finalists[0]?.p_adjusted).toBeCloseTo(2 * (alone.finalists[0]?.p ?? 0), 10)
  })

  it('keeps the baseline without a run when there is no finalist', async () => {
    const found = await confirmWith(() => expect.unreachable('nothing is to be run'), { finalists: [] })
    expect(found).toMatchObject({ verdict: 'keep', winner_id: null, finalists: [] })
  })

  it('concludes nothing from a single group of cases', async () => {
    const cases = makeCases(10, () => ({ group: 'one source' }))
    const found = await confirmWith((run) => Number(isCandidate(run)), { cases })
    expect(found.verdict).toBe('inconclusive')
    expect(found.reason).toContain('only one independent case')
  })

  it('counts cases of one group as one piece of evidence', async () => {
    const decide = (run: SimulatedRun): number => (isCandidate(run) ? 0.7 : 0.5)
    const grouped = await confirmWith(decide, { cases: makeCases(24, (index) => ({ group: `source ${index % 4}` })) })
    expect(grouped.finalists[0]?.units).toBe(4)
    expect(grouped.verdict).not.toBe('deploy')
    expect((await confirmWith(decide)).verdict).toBe('deploy')
  })
})

describe('the guards of a confirmation', () => {
  const better = (run: SimulatedRun): number => passes(run, isCandidate(run) ? 0.95 : 0.3)

  const guarded = async (
    change: (run: SimulatedRun) => Partial<TestResult> | undefined,
    options: Partial<ConfirmOptions> = {},
  ): Promise<Confirmation> => confirmWith((run) => ({ score: better(run), ...change(run) }), options)

  const failedGuards = ({ finalists }: Confirmation): string[] =>
    finalists.flatMap(({ guards }) => guards.filter(({ passed }) => !passed).map(({ guard }) => guard))

  it('keep the baseline when a case that must pass fails once', async () => {
    const cases = makeCases(24, (index) => ({ must_pass: index === 5 }))
    const found = await guarded(
      (run) => {
        if (!run.testCase.must_pass) return undefined
        const isBroken = isCandidate(run) && run.repeat === 2
        return isBroken ? { score: 0.5, status: 'failed' } : { score: 1, status: 'passed' }
      },
      { cases },
    )
    expect(found.verdict).toBe('keep')
    expect(failedGuards(found)).toEqual(['must_pass'])
    expect(found.reason).toContain('case case_5 must pass and passes less often than before')
  })

  it('keep the baseline when a gate that was kept is broken, and overlook gates that fail with either now and then', async () => {
    const broken = await guarded((run) => ({ gate_failed: isCandidate(run) && indexOf(run) === 3 }))
    expect(failedGuards(broken)).toEqual(['gate'])
    const noisy = await guarded((run) => ({
      gate_failed: run.repeat === 1 && indexOf(run) % 8 === (isCandidate(run) ? 1 : 2),
    }))
    expect(failedGuards(noisy)).toEqual([])
    expect(noisy.verdict).toBe('deploy')
  })

  it('keep the baseline when cost rises beyond a margin that was given, by tokens where prices are unknown', async () => {
    const dearer = (run: SimulatedRun) => ({ total_cost_usd: isCandidate(run) ? 0.0013 : 0.001 })
    const dear = await guarded(dearer, { margins: { costIncrease: 0.25 } })
    expect(dear.verdict).toBe('keep')
    expect(failedGuards(dear)).toEqual(['cost'])
    expect(dear.reason).toContain('The mean cost of a run rises by 30 %; 25 % is allowed.')
    expect((await guarded(dearer, { margins: { costIncrease: 0.4 } })).verdict).toBe('deploy')
    const longer = (run: SimulatedRun) => ({ total_cost_usd: null, total_tokens: isCandidate(run) ? 200 : 100 })
    const unknown = await guarded(longer, { margins: { costIncrease: 0.25 } })
    expect(unknown).toMatchObject({ verdict: 'keep', reason: expect.stringContaining('prices are unknown') })
    const free = await guarded(() => ({ total_cost_usd: 0 }), { margins: { costIncrease: 0 } })
    expect(free.verdict).toBe('deploy')
  })

  it('keep the baseline when the slowest runs become slower than was allowed', async () => {
    const slow = (run: SimulatedRun): Partial<TestResult> => ({
      elapsed_ms: isCandidate(run) && indexOf(run) % 8 === 0 ? 190 : 100,
    })
    expect(failedGuards(await guarded(slow, { margins: { latencyIncrease: 0.5 } }))).toEqual(['latency'])
    expect((await guarded(slow)).verdict).toBe('deploy')
  })

  it('leave a gain that takes more than twice as much to a person, where nobody said what it may take', async () => {
    const taking = (tokens: number, before: number) => (run: SimulatedRun) => ({
      total_cost_usd: null,
      total_tokens: isCandidate(run) ? tokens : before,
    })
    expect((await guarded(taking(4000, 2000))).verdict).toBe('deploy')
    const more = await guarded(taking(4200, 2000))
    expect(more.verdict).toBe('canary')
    expect(more.reason).toContain('rises by 110 %; whether the gain is worth it is for a person to say.')
    const dear = await guarded((run) => ({ total_cost_usd: isCandidate(run) ? 0.005 : 0.002 }))
    expect(dear).toMatchObject({ verdict: 'canary', reason: expect.stringContaining('rises by 150 %') })
    const slow = await guarded((run) => ({ elapsed_ms: isCandidate(run) ? 2600 : 1200 }))
    expect(slow.verdict).toBe('canary')
    const trifling = await guarded((run) => ({
      ...taking(900, 100)(run),
      elapsed_ms: isCandidate(run) ? 900 : 100,
    }))
    expect(trifling.verdict).toBe('deploy')
    const margins = { costIncrease: null, latencyIncrease: null }
    const any = await guarded((run) => ({ elapsed_ms: isCandidate(run) ? 9000 : 100, total_tokens: 60 }), { margins })
    expect(any.verdict).toBe('deploy')
    const useless = await confirmWith((run) => ({ score: isCandidate(run) ? 0.4 : 0.5, ...taking(9000, 100)(run) }))
    expect(useless.verdict).toBe('keep')
  })

  it('keep the baseline when a segment of eight cases loses what others win', async () => {
    const tagged = (size: number): TestCase[] =>
      makeCases(40, (index) => ({ tags: [index < size ? 'zh' : 'en', 'all'] }))
    const decide = (run: SimulatedRun): number => {
      const isLoser = run.testCase.tags.includes('zh')
      return passes(run, isCandidate(run) ? (isLoser ? 0.4 : 0.95) : isLoser ? 0.8 : 0.3)
    }
    const found = await confirmWith(decide, { cases: tagged(10) })
    expect(failedGuards(found)).toEqual(['segment'])
    expect(found.reason).toMatch(/The segment zh \(10 cases\) loses \d+\.\d points/)
    expect((await confirmWith(decide, { cases: tagged(7) })).verdict).toBe('deploy')
  })
})

describe('the draws of a confirmation', () => {
  it('takes turns of baseline and finalist on the same cases', async () => {
    const { evaluate, paid } = simulatedEvaluate((run) => passes(run, 0.5))
    await confirmWith(() => 0, { evaluate })
    const turns = Array.from({ length: paid.length / 16 }, (_, turn) => paid.slice(turn * 16, turn * 16 + 16))
    expect(turns).toHaveLength(9)
    for (const turn of turns) {
      const idsOf = (variant: string): Set<string> =>
        new Set(turn.filter(({ variantId }) => variantId === variant).map(({ caseId }) => caseId))
      expect(idsOf('candidate')).toEqual(idsOf('baseline'))
      expect(new Set(turn.map(({ repeat }) => repeat)).size).toBe(1)
    }
    expect(paid.every(({ purpose }) => purpose === 'confirm')).toBe(true)
  })

  it('refuses draws that the search has used', async () => {
    const store = new ObservationStore()
    const { evaluate } = simulatedEvaluate(() => 1)
    for await (const result of evaluate(baseline, makeCases(1), { repeats: [2], keepTraces: false, purpose: 'search' }))
      store.add({ purpose: 'search', result })
    await expect(confirmWith(() => 1, { store })).rejects.toThrow(UsedDrawsError)
  })

  it('comes to the same verdict after an interruption, and pays for no run twice', async () => {
    const decide = (run: SimulatedRun): number => passes(run, isCandidate(run) ? 0.7 : 0.5)
    const whole = await confirmWith(decide)
    for (const stopAfter of [0, 1, 17, 80, 120]) {
      const store = new ObservationStore()
      const broken = (run: SimulatedRun): number => {
        if (store.size >= stopAfter) throw new Error('killed')
        return decide(run)
      }
      await expect(confirmWith(broken, { store })).rejects.toThrow('killed')
      const kept = store.size
      const { evaluate, paid } = simulatedEvaluate(decide)
      expect(await confirmWith(decide, { store, evaluate })).toEqual(whole)
      expect(paid).toHaveLength(24 * 2 * 3 - kept)
    }
  })

  it('leaves missing runs out of both sides, reports them, and stops when they are too many', async () => {
    const losing =
      (share: number) =>
      (run: SimulatedRun): SimulatedOutcome =>
        indexOf(run) < share * 24 && isCandidate(run) ? { score: null } : passes(run, isCandidate(run) ? 0.95 : 0.3)
    const found = await confirmWith(losing(0.25))
    expect(found.finalists[0]).toMatchObject({ cases: 18, missing_runs: 18 })
    await expect(confirmWith(losing(0.5))).rejects.toThrow(TooManyMissingError)
  })
})
