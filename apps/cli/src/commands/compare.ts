import { compareRuns, type RunComparison } from '@autoopt/collector'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { chooseSides, type SidePair } from '../test-run/choose-sides.ts'
import { openSide, type Side } from '../test-run/open-side.ts'
import { reportComparisons } from '../test-run/report-comparisons.ts'

export interface CompareOptions {
  readonly failOnRegression?: boolean
  readonly runs?: string
  readonly env?: string
  readonly json?: boolean
}

/** A comparison, and what of it came from simulated models. */
export interface Compared extends SidePair {
  readonly comparison: RunComparison
}

/** How often all comparisons of a call together may claim a difference where there is none. */
const alpha = 0.05

/** Holds runs, or variants of a run, against each other. */
export async function compare(
  names: { readonly baseline: string; readonly candidate: string | undefined },
  options: CompareOptions,
): Promise<ExitCode> {
  const baseline = await openSide(names.baseline, options)
  const candidate = names.candidate === undefined ? undefined : await openSide(names.candidate, options)
  const pairs = chooseSides(baseline, candidate)
  const compared: Compared[] = []
  for (const pair of pairs) {
    const limits = { alpha: alpha / pairs.length }
    compared.push({ ...pair, comparison: await compareRuns(pair.baseline.rows(), pair.candidate.rows(), limits) })
  }
  reportComparisons(compared, { sides: sidesOf(baseline, candidate), json: options.json ?? false })
  return options.failOnRegression && compared.some(isRegression) ? exitCode.checkFailed : exitCode.fine
}

function sidesOf(baseline: Side, candidate: Side | undefined): readonly Side[] {
  return candidate === undefined ? [baseline] : [baseline, candidate]
}

/** What must not pass as "no worse": proven worse, a duty that was done before, or nothing that could tell. */
function isRegression({ comparison: { outcome, missed_duties: duties } }: Compared): boolean {
  return outcome === 'worse' || outcome === 'nothing_compared' || duties.some(({ regression }) => regression)
}
