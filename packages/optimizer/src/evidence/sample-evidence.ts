import type { Random, TestResult } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import type { CaseExcerpt } from '../reflect/reflection-job.ts'
import { caseExcerpt } from './case-excerpt.ts'
import { fallsShort } from './falls-short.ts'
import { failureClusters } from './failure-clusters.ts'
import { type ObservedRun, observeRuns } from './observed-run.ts'

const mostPassing = 2

export interface SampleOptions {
  /** The cases that a reflection may read. */
  readonly cases: readonly TestCase[]
  /** Excerpts in all. Default: 8. */
  readonly count?: number
  /** Clusters to take first, e.g. the one that a hypothesis is about. */
  readonly preferred?: readonly string[]
  readonly random: Random
}

/**
 * Chooses what to show: one failing case of each cluster in turn, the most frequent clusters first, and up to 2 passing cases that must keep
 * working, of a quarter of the places. Cases that pass with a low score come after those that fail. Of the runs of a case the worst is shown.
 */
export function sampleEvidence(results: readonly TestResult[], options: SampleOptions): CaseExcerpt[] {
  const { cases, count = 8, random } = options
  const worst = [...worstRuns(observeRuns(results, cases)).values()]
  const failing = worst.filter(({ result }) => result.status !== 'passed')
  const short = worst.filter(({ result }) => result.status === 'passed' && fallsShort(result))
  const passing = worst.filter(({ result }) => result.status === 'passed' && !fallsShort(result))
  const kept = Math.min(
    passing.length,
    mostPassing,
    Math.max(Math.floor(count / 4), count - failing.length - short.length),
  )
  const { clusters, mainCluster } = failureClusters(failing.map(({ result }) => result))
  const ranked = rank(
    clusters.map(({ id }) => id),
    options,
  )
  const worstFirst = random.shuffle(short).toSorted((one, other) => (one.result.score ?? 0) - (other.result.score ?? 0))
  const shown = [...inTurn(random.shuffle(failing), { ranked, mainCluster }), ...worstFirst].slice(0, count - kept)
  return [
    ...shown.map((run) => caseExcerpt(run, mainCluster.get(run.testCase.case_id))),
    ...random
      .shuffle(passing)
      .slice(0, kept)
      .map((run) => caseExcerpt(run)),
  ]
}

function worstRuns(observed: readonly ObservedRun[]): ReadonlyMap<string, ObservedRun> {
  const worst = new Map<string, ObservedRun>()
  for (const run of observed) {
    const known = worst.get(run.testCase.case_id)
    const isWorse = known === undefined || (run.result.score ?? 0) < (known.result.score ?? 0)
    if (isWorse) worst.set(run.testCase.case_id, run)
  }
  return worst
}

function rank(ids: readonly string[], { preferred = [] }: SampleOptions): string[] {
  const first = ids.filter((id) => preferred.includes(id))
  return [...first, ...ids.filter((id) => !preferred.includes(id))]
}

/** One of each cluster, then another of each, until all are taken; cases of no cluster come last. */
function inTurn(
  failing: readonly ObservedRun[],
  { ranked, mainCluster }: { readonly ranked: readonly string[]; readonly mainCluster: ReadonlyMap<string, string> },
): ObservedRun[] {
  const piles = [...ranked, undefined].map((id) =>
    failing.filter(({ testCase }) => mainCluster.get(testCase.case_id) === id),
  )
  const rounds = Math.max(0, ...piles.map((pile) => pile.length))
  return Array.from({ length: rounds }, (_, round) => piles.flatMap((pile) => pile.slice(round, round + 1))).flat()
}
