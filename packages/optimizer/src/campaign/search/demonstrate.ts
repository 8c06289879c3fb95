/**
 * Shows a prompt a few of the cases that it passes. No model is asked.
 *
 * An example costs its cases: a wording that shows them says nothing about them any more, so they leave every comparison that it takes part in (see
 * {@link unseenBy}). Hence it is tried only when it may pay, with cases that reflection may read and that need not pass, and for a small part of
 * the runs.
 */
import type { TestResult } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import { caseExcerpt } from '../../evidence/case-excerpt.ts'
import { fallsShort } from '../../evidence/falls-short.ts'
import { nodeBlame } from '../../evidence/node-blame.ts'
import { observeRuns } from '../../evidence/observed-run.ts'
import { demonstrationEdits } from '../../reflect/demonstrations.ts'
import type { CaseExcerpt } from '../../reflect/reflection-job.ts'
import { type Candidate, createCandidate } from '../../search/candidate.ts'
import type { Component } from '../../search/component.ts'
import { caseFamily } from '../../splits/case-family.ts'
import { variantIdOf } from './candidate-ids.ts'
import { keepEdits } from './keep-edits.ts'
import type { Search } from './search.ts'
import type { SearchState } from './search-loop.ts'
import { shownCases } from './shown-cases.ts'

/** Rounds without a gain after which words may not be enough. */
const staleBefore = 2
/** From this share of the failures on, failures are a matter of form, which is easier to show than to say. */
const formShare = 0.5
/** What these wordings may take of the runs of a search. */
const mostOfRuns = 0.06
/** One case in so many may be given away for examples. */
const casesPerExample = 12
const mostExamples = 2

/** The best wording with examples for the prompt that needs them most; undefined when that cannot be, or would hardly pay. */
export function demonstrate(search: Search, state: SearchState): Candidate | undefined {
  const { incumbent } = state
  const readable = new Set(search.readable.map(({ case_id }) => case_id))
  const results = search.store
    .results(variantIdOf(incumbent, search))
    .filter(({ case_id, traces }) => readable.has(case_id) && traces !== undefined)
  const shown = shownCases(search, incumbent)
  const maxExamples = Math.min(mostExamples, Math.floor(search.cases.length / casesPerExample) - shown.size)
  if (maxExamples < 1 || !mayPay(search, state, results)) return undefined
  const excerpts = passingExcerpts(search.readable, results, shown)
  for (const component of byNeed(search, results)) {
    const text = incumbent.texts[component.id] ?? component.text
    const kept = keepEdits(search, incumbent.texts, demonstrationEdits(component, excerpts, { text, maxExamples }))
    if (kept.edits.length === 0) continue
    const { edits, texts } = kept
    const candidate = createCandidate({ texts, edits, origin: 'demonstrate', parents: [incumbent.id] })
    if (!search.archive.has(candidate.id)) return candidate
  }
  return undefined
}

function mayPay(search: Search, { stale, size }: SearchState, results: readonly TestResult[]): boolean {
  if (stale < staleBefore && !failsInForm(results)) return false
  const taken = tries(search).reduce((sum, one) => sum + search.store.results(variantIdOf(one, search)).length, 0)
  const hasRoom = taken + size <= mostOfRuns * search.plan.searchRuns
  // With more runs it would be tried.
  if (!hasRoom) search.spending.noteShortage()
  return hasRoom
}

function failsInForm(results: readonly TestResult[]): boolean {
  const failing = results.filter(({ status }) => status === 'failed')
  const inForm = failing.filter(({ assertions }) => assertions.some(({ passed, type }) => !passed && form.test(type)))
  return failing.length > 1 && inForm.length >= formShare * failing.length
}

const form = /json|xml|html|sql|regex|starts-with/

function tries({ archive }: Search): Candidate[] {
  return [...archive.values()].filter(({ origin }) => origin === 'demonstrate')
}

/** Of cases that passed in every draw. One that must pass stays in all comparisons, so its copies are not shown either. */
function passingExcerpts(
  cases: readonly TestCase[],
  results: readonly TestResult[],
  shown: ReadonlySet<string>,
): CaseExcerpt[] {
  const known = results.filter(({ score }) => score !== null)
  const failed = new Set(known.filter(fallsShort).map(({ case_id }) => case_id))
  const needed = new Set(cases.filter(({ must_pass }) => must_pass).map(caseFamily))
  const free = cases.filter(
    (one) => !failed.has(one.case_id) && !shown.has(one.case_id) && !needed.has(caseFamily(one)),
  )
  const first = new Map(observeRuns(known, free).map((run) => [run.testCase.case_id, run]))
  return Array.from(first.values(), (run) => caseExcerpt(run))
}

/** One prompt for each node, those first that were shown least and are most to blame. */
function byNeed(search: Search, results: readonly TestResult[]): Component[] {
  const { components, cases, graph } = search
  const blame = nodeBlame(results, { cases, components, ...(graph === undefined ? {} : { graph }) })
  const shares = new Map(blame.map(({ nodeId, share }) => [nodeId, share]))
  const tried = (nodeId: string): number =>
    tries(search).filter(({ edits: [edit] }) => components.find(({ id }) => id === edit?.component)?.nodeId === nodeId)
      .length
  const firsts = new Map(components.toReversed().map((component) => [component.nodeId, component]))
  return [...firsts.values()].toSorted(
    (one, other) =>
      tried(one.nodeId) - tried(other.nodeId) || (shares.get(other.nodeId) ?? 0) - (shares.get(one.nodeId) ?? 0),
  )
}
