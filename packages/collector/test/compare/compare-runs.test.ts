import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/compare-runs.ts'
import { MixedVariantsError } from '../../src/compare/mixed-variants-error.ts'
import { runComparisonSchema, type ComparisonOutcome, type RunComparison } from '../../src/compare/run-comparison.ts'
import type { TestResult } from '../../src/results/test-result.ts'
import { arbitraryResult } from '../support/arbitrary-result.ts'
import { broken, failed, lost, testResultOf } from '../support/test-result-of.ts'

type Change = Partial<TestResult>

/** Rows of cases c_0, c_1… of one variant, one for each change. */
function rowsOf(variant: string, changes: readonly Change[]): TestResult[] {
  return changes.map((change, index) => testResultOf({ variant_id: variant, case_id: `c_${index}`, ...change }))
}

function compare(before: readonly Change[], after: readonly Change[]): Promise<RunComparison> {
  return compareRuns(rowsOf('baseline', before), rowsOf('v1', after))
}

const ids = (list: readonly { readonly case_id: string }[]): string[] => list.map(({ case_id }) => case_id)
const times = (count: number, change: Change): Change[] => Array.from({ length: count }, () => change)

describe('an outcome', () => {
  it('is better when enough cases improve', async () => {
    const comparison = await compare(times(12, failed), [...times(10, {}), ...times(2, failed)])
    expect(comparison).toMatchObject({
      outcome: 'better',
      compared_cases: 12,
      baseline: { workflow_id: 'wf_1', variant_id: 'baseline' },
      candidate: { workflow_id: 'wf_1', variant_id: 'v1' },
    })
    // Of 2¹⁰ signs of the cases that differ, two are as extreme.
    expect(comparison.score?.p).toBeCloseTo(2 / 1024, 12)
    expect(comparison.score).toMatchObject({ baseline: 0, candidate: 10 / 12, difference: 10 / 12 })
    expect(comparison.strict_pass).toMatchObject({ both: 0, wins: 10, losses: 0, neither: 2, p: 2 / 1024 })
    expect(comparison.conclusion).toMatch(
      /^v1 is better than baseline: \+83\.3 points in mean score over 12 cases \(95 % interval \+\d.* to \+.*, p = 0\.002\)\.$/u,
    )
  })

  it('is worse when enough cases fail', async () => {
    const comparison = await compare(times(12, {}), [...times(10, failed), {}, {}])
    expect(comparison.outcome).toBe('worse')
    expect(comparison.conclusion).toMatch(/^v1 is worse than baseline: −83\.3 points/u)
  })

  it('is open otherwise, and the conclusion says what these cases could have shown', async () => {
    const comparison = await compare([...times(10, {}), ...times(10, failed)], [...times(11, {}), ...times(9, failed)])
    const smallest = comparison.score?.minimum_detectable_difference ?? 0
    expect(comparison.outcome).toBe('no_difference_proven')
    expect(smallest).toBeGreaterThan(0.1)
    expect(smallest).toBeLessThan(0.2)
    expect(comparison.conclusion).toContain('No difference between v1 and baseline is proven: +5 points')
    expect(comparison.conclusion).toContain(
      `With these cases a difference of ${Number((smallest * 100).toFixed(1))} points would have been found in 4 of 5 comparisons`,
    )
  })

  it('says when each case scored the same, and when there are too few to say anything', async () => {
    expect((await compare(times(5, {}), times(5, {}))).conclusion).toContain('Each case scored the same with both.')
    expect((await compare([failed, {}], [{}, {}])).conclusion).toContain('2 cases are too few to prove any difference')
    const one = await compare([failed], [{}])
    expect(one.conclusion).toContain('One case is too few')
    expect(one.score).toMatchObject({ interval: null, minimum_detectable_difference: null, p: 1 })
  })

  it('is blocked when a case that must pass does not, however high the score', async () => {
    const before = [...times(11, failed), { must_pass: true }, { ...failed, must_pass: true }]
    const after = [...times(11, {}), { ...failed, must_pass: true }, { ...failed, must_pass: true }]
    const comparison = await compare(before, after)
    expect(comparison.outcome).toBe('blocked')
    expect(comparison.missed_duties).toEqual([
      { case_id: 'c_11', kind: 'must_pass', regression: true },
      { case_id: 'c_12', kind: 'must_pass', regression: false },
    ])
    expect(comparison.conclusion).toContain('but does not count as better.')
    expect(comparison.conclusion).toContain('Must pass, passed before and do not now: c_11.')
  })

  it('is blocked by a gate that held before, and not by one that never did', async () => {
    const gate = { ...failed, score: 0.5, gate_failed: true }
    const regressed = await compare([...times(11, failed), failed], [...times(11, {}), gate])
    expect(regressed).toMatchObject({ outcome: 'blocked', missed_duties: [{ case_id: 'c_11', kind: 'gate' }] })
    const never = await compare([...times(11, failed), gate], [...times(11, {}), gate])
    expect(never).toMatchObject({ outcome: 'better', missed_duties: [{ kind: 'gate', regression: false }] })
  })
})

describe('cases', () => {
  it('are compared only with the same content, and what is left out is named', async () => {
    const before = [
      testResultOf({ case_id: 'same' }),
      testResultOf({ case_id: 'edited', case_sha256: 'b'.repeat(64) }),
      testResultOf({ case_id: 'old' }),
      testResultOf({ case_id: 'unlucky', ...lost }),
    ]
    const after = [
      testResultOf({ case_id: 'same' }),
      testResultOf({ case_id: 'edited', case_sha256: 'c'.repeat(64) }),
      testResultOf({ case_id: 'new' }),
      testResultOf({ case_id: 'unlucky' }),
    ]
    const comparison = await compareRuns(before, after)
    expect(comparison.compared_cases).toBe(1)
    expect(comparison.left_out).toEqual({
      changed: ['edited'],
      only_baseline: ['old'],
      only_candidate: ['new'],
      lost: ['unlucky'],
    })
    expect(comparison.conclusion).toContain('No difference between the second run and the first run')
    expect(comparison.conclusion).toContain('Left out because the infrastructure failed: unlucky.')
  })

  it('count as the mean of their repeats, without those that were lost', async () => {
    const before = [testResultOf({ repeat: 0 }), testResultOf({ repeat: 1, ...lost })]
    const after = [
      testResultOf({ repeat: 0, ...failed }),
      testResultOf({ repeat: 1 }),
      testResultOf({ repeat: 2, ...failed, score: 0.5 }),
    ]
    const [loss] = (await compareRuns(before, after)).losses
    expect(loss).toMatchObject({ baseline_score: 1, candidate_score: 0.5, difference: -0.5, candidate_passed: 1 / 3 })
  })

  it('are listed as wins, ties and losses, the largest difference first', async () => {
    const scores = (list: readonly number[]): Change[] => list.map((score) => ({ score }))
    const comparison = await compare(scores([0, 0.5, 0.2, 0.7, 0.9]), scores([0.1, 1, 0.2, 0.1, 0.8]))
    expect([ids(comparison.wins), ids(comparison.ties), ids(comparison.losses)]).toEqual([
      ['c_1', 'c_0'],
      ['c_2'],
      ['c_3', 'c_4'],
    ])
  })

  it('weigh by their weight', async () => {
    const comparison = await compare([{ ...failed, weight: 3 }, {}], [{ weight: 3 }, failed])
    expect(comparison.score).toMatchObject({ baseline: 0.25, candidate: 0.75, difference: 0.5 })
  })

  it('of one group count as one', async () => {
    const apart = await compare(times(12, failed), times(12, {}))
    const together = await compare(times(12, { ...failed, group: 'g' }), times(12, { group: 'g' }))
    expect(apart.outcome).toBe('better')
    expect(together).toMatchObject({ outcome: 'no_difference_proven', score: { p: 1, interval: null } })
  })
})

describe('amounts', () => {
  it('are compared where both sides know them, times without runs that broke', async () => {
    const comparison = await compare(
      [{ total_cost_usd: 0.25, elapsed_ms: 100 }, { total_cost_usd: null }, { ...broken, elapsed_ms: 5 }],
      [{ total_cost_usd: 0.5, elapsed_ms: 50 }, { elapsed_ms: 120 }, { total_cost_usd: null }],
    )
    expect(comparison.cost_usd).toEqual({
      cases: 1,
      unknown_cases: 2,
      baseline: 0.25,
      candidate: 0.5,
      difference: 0.25,
      ratio: 2,
    })
    expect(comparison.execution_ms).toMatchObject({ cases: 2, unknown_cases: 1, baseline: 110, candidate: 85 })
    expect(comparison.total_tokens).toMatchObject({ cases: 3, ratio: 1 })
  })
})

describe('nothing to compare', () => {
  it.each([
    ['no results at all', [], [], 'Nothing was compared: there are no results of the baseline and of the candidate.'],
    ['one side without results', [{}], [], 'Nothing was compared: there are no results of the candidate.'],
    ['losses', [{}], [lost], 'Nothing was compared: 1 case was lost to the infrastructure with one of the variants'],
    ['edits', [{}], [{ case_sha256: 'b' }], 'Nothing was compared: 1 case changed between the runs'],
    ['strangers', [{}], [{ case_id: 'other' }], 'Nothing was compared: the runs have no case in common.'],
  ])('is said of %s', async (_, before, after, conclusion) => {
    const comparison = await compare(before, after)
    expect(comparison).toMatchObject({ outcome: 'nothing_compared', score: null, strict_pass: null })
    expect(comparison.conclusion).toContain(conclusion)
  })
})

it('refuses rows of several variants on one side', async () => {
  const mixed = [testResultOf(), testResultOf({ variant_id: 'v1' })]
  await expect(compareRuns([], mixed)).rejects.toThrow(MixedVariantsError)
  await expect(compareRuns(mixed, [])).rejects.toThrow(/baseline rows .* v1 of wf_1/u)
})

describe('any rows', () => {
  const opposite: Record<ComparisonOutcome, ComparisonOutcome> = {
    better: 'worse',
    blocked: 'worse',
    worse: 'better',
    no_difference_proven: 'no_difference_proven',
    nothing_compared: 'nothing_compared',
  }

  const rows = (variant: string): fc.Arbitrary<TestResult[]> =>
    fc
      .array(arbitraryResult, { maxLength: 12 })
      .map((list) => list.map((row) => Object.assign(row, { variant_id: variant })))

  it('give a comparison that fits its schema and does not depend on their order', async () => {
    await fc.assert(
      fc.asyncProperty(rows('baseline'), rows('v1'), async (before, after) => {
        const comparison = await compareRuns(before, after)
        expect(runComparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(comparison)
        const steady = (list: TestResult[]): TestResult[] =>
          list.map((row) => ({ ...row, weight: 1, must_pass: false })).toReversed()
        const [one, other] = [steady(before), steady(after)]
        expect(await compareRuns(one.toReversed(), other.toReversed())).toEqual(await compareRuns(one, other))
      }),
      { seed: 5, numRuns: 40 },
    )
  })

  it('give the opposite when the sides change places', async () => {
    await fc.assert(
      fc.asyncProperty(rows('baseline'), rows('v1'), async (before, after) => {
        const plain = (list: TestResult[]): TestResult[] =>
          list.map((row, index) => ({ ...row, case_id: `c_${index}`, weight: 1, must_pass: false, gate_failed: false }))
        const there = await compareRuns(plain(before), plain(after))
        const back = await compareRuns(plain(after), plain(before))
        expect(back.outcome).toBe(opposite[there.outcome])
        expect([ids(back.wins), ids(back.ties), ids(back.losses)]).toEqual([
          ids(there.losses),
          ids(there.ties),
          ids(there.wins),
        ])
        expect(back.score?.p).toBe(there.score?.p)
        expect(back.score?.difference ?? 0).toBeCloseTo(-(there.score?.difference ?? 0), 12)
        expect(back.left_out.lost).toEqual(there.left_out.lost)
      }),
      { seed: 5, numRuns: 40 },
    )
  })
})
