import type { Assertion, TestCase } from '@autoopt/config'
import type { RunTrace } from '@autoopt/trace'
import { CollectorError, UncheckableError } from '../errors.ts'
import type { AssertionResult } from '../results/assertion-result.ts'
import type { AssertionOptions } from './assertion-options.ts'
import type { AssertionPorts } from './assertion-ports.ts'
import { checkAssertion, type CheckContext } from './check-assertion.ts'
import { combineResults } from './combine-results.ts'
import { failVoid } from './finding.ts'
import { isSelectBest } from './is-select-best.ts'
import { placedAssertions, runsAt, type PlacedAssertion } from './placed-assertions.ts'
import { isFinding, readSubjects } from './read-subjects.ts'
import { toAssertionResult, type AssertionPlace } from './to-assertion-result.ts'

/** How the assertions of a case are checked. */
export interface AssertResultOptions extends AssertionOptions {
  /**
   * What becomes of `select-best`, which compares variants: `later` leaves it out, for a caller who goes on with
   * {@link selectBest}. Default: it is an error.
   */
  readonly selectBest?: 'later' | undefined
}

interface Task extends PlacedAssertion {
  readonly runs: readonly RunTrace[]
  readonly context: CheckContext
}

/**
 * Checks all assertions of a case on its run, or on the runs of its conversation, one for each turn. First those of the case, on
 * the last answer, then those of the turns, each on its own; within these in their order. What there is to look at is said by
 * {@link readSubjects}.
 *
 * @throws {@link UncheckableError} when an assertion cannot be checked.
 * @throws {@link MissingPortError} when it needs a port that was not given.
 * @throws {@link InfrastructureError} when a judge, an embedding model or the sandbox fails. In all three cases there is no score.
 */
export async function assertResult(
  result: RunTrace | readonly RunTrace[],
  testCase: TestCase,
  ports: AssertionPorts,
  options: AssertResultOptions = {},
): Promise<AssertionResult[]> {
  options.signal?.throwIfAborted()
  const runs = Array.isArray(result) ? (result as readonly RunTrace[]) : [result as RunTrace]
  // When one fails there is no result, and the others need not be asked any further.
  const stop = new AbortController()
  const stopToo = () => stop.abort(options.signal?.reason)
  options.signal?.addEventListener('abort', stopToo, { once: true })
  const tasks = tasksOf(runs, { ...options, signal: stop.signal, ports, testCase }, options)
  try {
    return await Promise.all(tasks.map(checkTask))
  } catch (error) {
    stop.abort(error)
    throw error
  } finally {
    options.signal?.removeEventListener('abort', stopToo)
  }
}

function tasksOf(runs: readonly RunTrace[], context: CheckContext, { selectBest }: AssertResultOptions): Task[] {
  const tasks = placedAssertions(context.testCase).map((placed) => taskOf(placed, runs, context))
  return selectBest === 'later' ? tasks.filter(({ assertion }) => !isSelectBest(assertion)) : tasks
}

function taskOf(placed: PlacedAssertion, runs: readonly RunTrace[], context: CheckContext): Task {
  return { ...placed, runs: runsAt(runs, placed.place), context: { ...context, turn: placed.turn } }
}

async function checkTask({ assertion, place, runs, context }: Task): Promise<AssertionResult> {
  if (isSelectBest(assertion)) {
    throw new UncheckableError(
      'select-best compares variants, and there is one; run several variants of the plan, or use llm-rubric',
      { ...place, type: assertion.type },
    )
  }
  if (runs.length === 0 && place.turn !== undefined) {
    return toAssertionResult(failVoid('The conversation ended before this turn.'), assertion, { place })
  }
  try {
    const results: AssertionResult[] = []
    for (const subject of readSubjects(runs, assertion)) {
      const finding = isFinding(subject) ? subject : await checkAssertion(subject, assertion, context)
      const text = isFinding(subject) ? undefined : subject.text
      results.push(toAssertionResult(finding, assertion, { place, text }))
    }
    return combineResults(results, assertion.runs === 'any' ? 'any' : 'all')
  } catch (error) {
    throw located(error, assertion, place)
  }
}

/** V8 reports texts and values that are too large or too deep for it as a `RangeError`, wherever that is noticed. */
function located(error: unknown, { type }: Assertion, place: AssertionPlace): unknown {
  if (error instanceof CollectorError || !(error instanceof RangeError)) return error
  return new UncheckableError(
    `the output or the value of this ${type} is too large or nested too deeply (${error.message})`,
    { ...place, type },
    { cause: error },
  )
}
