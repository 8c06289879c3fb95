import { formatPercent } from '../analysis/format-percent.ts'
import type { MissedDuty, RunComparison, ScoreComparison } from './run-comparison.ts'

type Facts = Pick<
  RunComparison,
  'baseline' | 'candidate' | 'outcome' | 'compared_cases' | 'score' | 'missed_duties' | 'left_out' | 'ties'
>

const mostNames = 5

/** Says in plain words which variant is better, or what the comparison could have shown. */
export function describeComparison(facts: Facts): string {
  const { score } = facts
  if (score === null) return describeNothing(facts)
  return [describeOutcome(facts, score), ...describeDuties(facts), ...describeGaps(facts)].join(' ')
}

function describeNothing({ baseline, candidate, left_out: leftOut }: Facts): string {
  const missing = [baseline === null ? 'baseline' : [], candidate === null ? 'candidate' : []].flat()
  if (missing.length > 0) return `Nothing was compared: there are no results of the ${missing.join(' and of the ')}.`
  if (leftOut.lost.length > 0)
    return `Nothing was compared: ${cases(leftOut.lost.length)} ${were(leftOut.lost.length)} lost to the infrastructure with one of the variants; run them again.`
  if (leftOut.changed.length > 0)
    return `Nothing was compared: ${cases(leftOut.changed.length)} changed between the runs; run both variants on the same cases.`
  return 'Nothing was compared: the runs have no case in common.'
}

function describeOutcome(facts: Facts, score: ScoreComparison): string {
  const { baseline, candidate, subject } = namesOf(facts)
  const seen = `${points(score.difference)} in mean score over ${cases(facts.compared_cases)} (${certainty(score)})`
  switch (facts.outcome) {
    case 'better':
      return `${subject} is better than ${baseline}: ${seen}.`
    case 'worse':
      return `${subject} is worse than ${baseline}: ${seen}.`
    case 'blocked':
      return `${subject} scores higher than ${baseline}, ${seen}, but does not count as better.`
    case 'no_difference_proven':
    case 'nothing_compared':
      return `No difference between ${candidate} and ${baseline} is proven: ${seen}. ${describePower(facts, score)}`
  }
}

/** `subject` is the candidate as a sentence begins with it. */
function namesOf({ baseline, candidate }: Facts): Record<'baseline' | 'candidate' | 'subject', string> {
  const [before, after] = [baseline?.variant_id ?? 'baseline', candidate?.variant_id ?? 'candidate']
  if (before === after) return { baseline: 'the first run', candidate: 'the second run', subject: 'The second run' }
  return { baseline: before, candidate: after, subject: after }
}

function certainty({ interval, p }: ScoreComparison): string {
  const limits =
    interval === null
      ? []
      : [`${formatPercent(interval.level)} interval ${points(interval.low)} to ${points(interval.high)}`]
  return [...limits, formatP(p)].join(', ')
}

function formatP(p: number | null): string {
  if (p === null) return 'no test'
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`
}

function describePower({ compared_cases: count, ties }: Facts, score: ScoreComparison): string {
  const smallest = score.minimum_detectable_difference
  if (ties.length === count) return `Each case scored the same with both.`
  if (smallest === null || smallest > 1)
    return `${count === 1 ? 'One case is' : `${count} cases are`} too few to prove any difference; add cases.`
  const size = Math.max(0.1, Number((smallest * 100).toFixed(1)))
  return `With these cases a difference of ${size} points would have been found in 4 of 5 comparisons; add cases or repeats to find smaller ones.`
}

function describeDuties({ missed_duties: duties }: Facts): string[] {
  const of = (kind: MissedDuty['kind'], regression: boolean): string[] =>
    duties.filter((duty) => duty.kind === kind && duty.regression === regression).map(({ case_id }) => case_id)
  return [
    ...listed('Must pass, passed before and do not now', of('must_pass', true)),
    ...listed('Must pass and pass with neither', of('must_pass', false)),
    ...listed('Gates that held before and do not now, in', of('gate', true)),
  ]
}

function describeGaps({ left_out: { lost, changed, only_baseline: before, only_candidate: after } }: Facts): string[] {
  return [
    ...listed('Left out because the infrastructure failed', lost),
    ...listed('Left out because their content changed', changed),
    ...listed('Left out because only one run has them', [...before, ...after]),
  ]
}

function listed(what: string, ids: readonly string[]): string[] {
  if (ids.length === 0) return []
  const more = ids.length > mostNames ? ` and ${ids.length - mostNames} more` : ''
  return [`${what}: ${ids.slice(0, mostNames).join(', ')}${more}.`]
}

function points(difference: number): string {
  const rounded = Number((difference * 100).toFixed(1))
  if (rounded === 0) return '±0 points'
  return `${rounded > 0 ? '+' : '−'}${Math.abs(rounded)} point${Math.abs(rounded) === 1 ? '' : 's'}`
}

function cases(count: number): string {
  return count === 1 ? '1 case' : `${count} cases`
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were'
}
