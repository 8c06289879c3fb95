import { InvalidArgumentError } from '../errors.ts'
import type { PairedCase } from './paired-case.ts'
import { withoutRounding } from './without-rounding.ts'

/** One case, with the mean over its repeats of candidate minus baseline. */
export interface PairedDifference {
  readonly difference: number
  readonly baseline: readonly number[]
  readonly candidate: readonly number[]
}

/** What is independent of everything else: a case of its own, or all cases of a group. */
export interface PairedUnit {
  readonly cases: readonly PairedDifference[]
  /** The sum of the differences of its cases. */
  readonly sum: number
}

/**
 * Cases in units, in an order that depends on the scores alone: so the order in which cases finished changes no result.
 *
 * @throws {@link InvalidArgumentError} when a case has no score of a variant, or a score that is not finite.
 */
export function pairedUnits(cases: readonly PairedCase[]): PairedUnit[] {
  const groups = new Map<unknown, PairedDifference[]>()
  for (const [index, one] of cases.entries()) {
    const key = one.group ?? index
    const members = groups.get(key)
    const difference = pairedDifference(one, `cases[${index}]`)
    if (members === undefined) groups.set(key, [difference])
    else members.push(difference)
  }
  return [...groups.values()].map(unitOf).toSorted((left, right) => compareLists(keyOfUnit(left), keyOfUnit(right)))
}

function pairedDifference(one: PairedCase, place: string): PairedDifference {
  const baseline = sortedScores(one.baseline, `${place}.baseline`)
  const candidate = sortedScores(one.candidate, `${place}.candidate`)
  const [before, after] = [mean(baseline), mean(candidate)]
  return { difference: withoutRounding(after - before, Math.abs(before) + Math.abs(after)), baseline, candidate }
}

function sortedScores(scores: readonly number[], place: string): number[] {
  if (scores.length === 0) throw new InvalidArgumentError(place, 'empty', 'at least one score')
  const wrong = scores.findIndex((score) => !Number.isFinite(score))
  if (wrong !== -1) throw new InvalidArgumentError(`${place}[${wrong}]`, scores[wrong], 'a finite number')
  return scores.toSorted((left, right) => left - right)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function unitOf(members: readonly PairedDifference[]): PairedUnit {
  const cases = members.toSorted((left, right) => compareLists(keyOfCase(left), keyOfCase(right)))
  const sum = cases.reduce((total, one) => total + one.difference, 0)
  const size = cases.reduce((total, one) => total + Math.abs(one.difference), 0)
  return { cases, sum: withoutRounding(sum, size) }
}

function keyOfUnit(unit: PairedUnit): number[] {
  return [unit.cases.length, ...unit.cases.flatMap(keyOfCase)]
}

/** Of scores as given: what is computed of them may differ in its last bits. */
function keyOfCase({ baseline, candidate }: PairedDifference): number[] {
  return [baseline.length, candidate.length, ...baseline, ...candidate]
}

function compareLists(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((value, index) => value !== right[index])
  return at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? 0)
}
