import { compareTexts } from '../analysis/compare-texts.ts'
import type { TestResult } from '../results/test-result.ts'
import { mcnemarTest } from '../statistics/mcnemar-test.ts'
import { newcombeInterval } from '../statistics/newcombe-interval.ts'
import { readCaseRuns } from './case-runs.ts'
import { compareAmount } from './compare-amount.ts'
import { compareScores } from './compare-scores.ts'
import { describeComparison } from './describe-comparison.ts'
import { meanOf } from './mean-of.ts'
import { missedDuties } from './missed-duties.ts'
import { pairCases, type CasePair } from './pair-cases.ts'
import type { CaseComparison, ComparisonOutcome, PassComparison, RunComparison } from './run-comparison.ts'

type Rows = AsyncIterable<TestResult> | Iterable<TestResult>

export interface CompareOptions {
  /** Of the signs and resamples that are drawn. Default: 0. */
  readonly seed?: number | string
  /** How often a difference may be claimed where there is none. Default: 0.05. */
  readonly alpha?: number
  /** Of the intervals. Default: 0.95. */
  readonly level?: number
}

/** Differences of scores below this are rounding. */
const tie = 1e-9

/**
 * Compares two variants, or two runs of one, case by case: pairs what has the same id and the same content, takes the mean over the
 * repeats of a case, and leaves out what the infrastructure failed on either side. Each side is read once; memory grows with its cases.
 * The result depends on the rows and the seed, not on the order of the rows.
 *
 * @throws {@link MixedVariantsError} when one side holds rows of several variants.
 */
export async function compareRuns(
  baseline: Rows,
  candidate: Rows,
  options: CompareOptions = {},
): Promise<RunComparison> {
  const { level = 0.95, alpha = 0.05 } = options
  const one = await readCaseRuns(baseline, { side: 'baseline' })
  const other = await readCaseRuns(candidate, { side: 'candidate' })
  const { pairs, leftOut } = pairCases({ baseline: one.cases, candidate: other.cases })
  const cases = pairs.map(compareCase)
  const score = compareScores(pairs, { seed: options.seed ?? 0, alpha, level })
  const duties = missedDuties(pairs)
  const comparison = {
    baseline: one.variant === undefined ? null : { ...one.variant },
    candidate: other.variant === undefined ? null : { ...other.variant },
    outcome: outcomeOf(score, { alpha, blocked: duties.some(blocks) }),
    compared_cases: pairs.length,
    score,
    strict_pass: pairs.length === 0 ? null : comparePasses(pairs, level),
    ...listsOf(cases),
    missed_duties: duties,
    cost_usd: compareAmount(pairs, ({ costs }) => (costs.includes(null) ? null : meanOf(costs as number[]))),
    execution_ms: compareAmount(pairs, ({ durations }) => meanOf(durations)),
    total_tokens: compareAmount(pairs, ({ tokens }) => meanOf(tokens)),
    left_out: leftOut,
  }
  return { ...comparison, conclusion: describeComparison(comparison) }
}

function compareCase({ baseline, candidate }: CasePair): CaseComparison {
  const baselineScore = meanOf(baseline.scores) ?? 0
  const candidateScore = meanOf(candidate.scores) ?? 0
  return {
    case_id: baseline.case_id,
    case_sha256: baseline.case_sha256,
    baseline_score: baselineScore,
    candidate_score: candidateScore,
    difference: candidateScore - baselineScore,
    baseline_passed: baseline.passed / baseline.scores.length,
    candidate_passed: candidate.passed / candidate.scores.length,
    must_pass: baseline.must_pass || candidate.must_pass,
  }
}

/** A gate that the baseline broke too is no reason against the candidate; a case that must pass always is. */
function blocks({ kind, regression }: RunComparison['missed_duties'][number]): boolean {
  return kind === 'must_pass' || regression
}

function outcomeOf(
  score: RunComparison['score'],
  { alpha, blocked }: { readonly alpha: number; readonly blocked: boolean },
): ComparisonOutcome {
  if (score === null) return 'nothing_compared'
  if (score.p === null || score.p >= alpha || score.difference === 0) return 'no_difference_proven'
  if (score.difference < 0) return 'worse'
  return blocked ? 'blocked' : 'better'
}

function comparePasses(pairs: readonly CasePair[], level: number): PassComparison {
  const outcomes = { both: 0, wins: 0, losses: 0, neither: 0 }
  for (const { baseline, candidate } of pairs) {
    const [before, after] = [allPassed(baseline), allPassed(candidate)]
    if (before) outcomes[after ? 'both' : 'losses'] += 1
    else outcomes[after ? 'wins' : 'neither'] += 1
  }
  const { both, wins, losses } = outcomes
  const { low, high } = newcombeInterval(outcomes, { level })
  return {
    ...outcomes,
    baseline_rate: (both + losses) / pairs.length,
    candidate_rate: (both + wins) / pairs.length,
    difference: (wins - losses) / pairs.length,
    interval: { low, high, level, method: 'newcombe' },
    p: mcnemarTest({ wins, losses }, { alternative: 'two-sided' }).p,
  }
}

function allPassed({ passed, scores }: CasePair['baseline']): boolean {
  return passed === scores.length
}

function listsOf(cases: readonly CaseComparison[]): Pick<RunComparison, 'wins' | 'ties' | 'losses'> {
  const largestFirst = cases.toSorted(
    (one, other) =>
      Math.abs(other.difference) - Math.abs(one.difference) ||
      compareTexts(one.case_id, other.case_id) ||
      compareTexts(one.case_sha256, other.case_sha256),
  )
  return {
    wins: largestFirst.filter(({ difference }) => difference > tie),
    ties: largestFirst.filter(({ difference }) => Math.abs(difference) <= tie),
    losses: largestFirst.filter(({ difference }) => difference < -tie),
  }
}
