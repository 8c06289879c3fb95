import type { Assertion, TestCase } from '@autoopt/config'
import type { RunTrace } from '@autoopt/trace'
import { InvalidArgumentError } from '../errors.ts'
import { judgePair, type PairVerdict } from '../judges/judge-pair.ts'
import { sumUses } from '../judges/sum-uses.ts'
import type { AssertionResult } from '../results/assertion-result.ts'
import type { AssertionOptions } from './assertion-options.ts'
import type { AssertionPorts } from './assertion-ports.ts'
import { describeCase } from './describe-case.ts'
import { excerpt } from './excerpt.ts'
import type { Finding } from './finding.ts'
import { isSelectBest } from './is-select-best.ts'
import { placedAssertions, runsAt } from './placed-assertions.ts'
import { isFinding, readSubjects } from './read-subjects.ts'
import { requirePort } from './require-port.ts'
import { toAssertionResult } from './to-assertion-result.ts'

type SelectBest = Extract<Assertion, { type: 'select-best' | 'not-select-best' }>

/** The run of a variant, or the runs of its conversation. */
export type VariantRuns = Readonly<Record<string, RunTrace | readonly RunTrace[]>>

/**
 * Checks the `select-best` assertions of a case and of its turns on the runs of at least two variants: every pair is judged
 * in both seats. A variant's score is the share of pairs that it wins, a tie counting half; it passes when no other has more. A
 * variant without the output in question loses to all that have it.
 *
 * @returns for each variant a result for each such assertion, in their order.
 * @throws {@link InvalidArgumentError} when there are fewer than two variants.
 * @throws {@link MissingPortError} when there is no judge, and {@link InfrastructureError} when it fails.
 */
export async function selectBest(
  variants: VariantRuns,
  testCase: TestCase,
  ports: AssertionPorts,
  options: AssertionOptions = {},
): Promise<Record<string, AssertionResult[]>> {
  const ids = Object.keys(variants)
  if (ids.length < 2) throw new InvalidArgumentError('variants', ids.length, 'at least two variants to choose from')
  const results = new Map<string, AssertionResult[]>(ids.map((id) => [id, []]))
  for (const { assertion, place: at, turn } of placedAssertions(testCase)) {
    if (!isSelectBest(assertion)) continue
    const texts = ids.map((id) => textOf(runsAt(listOf(variants[id]), at), assertion))
    const model = await requirePort('judge', assertion.type, ports)(assertion.model)
    const judged = { criteria: assertion.value, model, ...options, ...describeCase({ testCase, turn }) }
    const findings = await rank(texts, async (left, right) => judgePair(left, right, judged))
    for (const [place, id] of ids.entries()) {
      const finding = { ...(findings[place] as Finding), expected: assertion.value }
      results.get(id)?.push(toAssertionResult(finding, assertion, { place: at, text: texts[place] }))
    }
  }
  return Object.fromEntries(results)
}

function listOf(runs: RunTrace | readonly RunTrace[] | undefined): readonly RunTrace[] {
  return Array.isArray(runs) ? (runs as readonly RunTrace[]) : [runs as RunTrace]
}

/** Of several runs of a node the last: a comparison needs one text of each variant. */
function textOf(runs: readonly RunTrace[], assertion: SelectBest): string | undefined {
  const subject = readSubjects(runs, { ...assertion, runs: 'last' })[0]
  return subject === undefined || isFinding(subject) ? undefined : subject.text
}

interface Standing {
  points: number
  readonly reasons: string[]
  readonly uses: NonNullable<PairVerdict['judge']>[]
}

type Texts = readonly (string | undefined)[]

async function rank(texts: Texts, judge: (left: string, right: string) => Promise<PairVerdict>): Promise<Finding[]> {
  const standings = texts.map((): Standing => ({ points: 0, reasons: [], uses: [] }))
  const pairs = texts.flatMap((_, left) => texts.slice(left + 1).map((__, more) => [left, left + 1 + more] as const))
  const verdicts = await Promise.all(
    pairs.map(async ([left, right]) => ({ left, right, verdict: await judgeTexts(texts[left], texts[right], judge) })),
  )
  for (const { left, right, verdict } of verdicts) {
    add(standings[left], verdict, verdict.left)
    add(standings[right], verdict, 1 - verdict.left)
  }
  const most = Math.max(...standings.map(({ points }) => points))
  return standings.map((standing, index) =>
    findingOf(standing, { most, rivals: texts.length - 1, isVoid: texts[index] === undefined }),
  )
}

function add(standing: Standing | undefined, { reason, judge }: PairVerdict, points: number): void {
  if (standing === undefined) return
  standing.points += points
  if (reason !== '') standing.reasons.push(reason)
  if (judge !== undefined) standing.uses.push(halved(judge))
}

async function judgeTexts(
  left: string | undefined,
  right: string | undefined,
  judge: (left: string, right: string) => Promise<PairVerdict>,
): Promise<PairVerdict> {
  if (left !== undefined && right !== undefined) return judge(left, right)
  const points = left === right ? 0.5 : left === undefined ? 0 : 1
  return { left: points, reason: '', judge: undefined }
}

/** A pair is judged once for two variants: each bears half, so that sums over variants are what was spent. */
function halved(use: NonNullable<PairVerdict['judge']>): NonNullable<PairVerdict['judge']> {
  return { ...use, total_tokens: use.total_tokens / 2, cost_usd: use.cost_usd === null ? null : use.cost_usd / 2 }
}

function findingOf(
  { points, reasons, uses }: Standing,
  { most, rivals, isVoid }: { readonly most: number; readonly rivals: number; readonly isVoid: boolean },
): Finding {
  const because = reasons[0] === undefined ? '' : `: ${excerpt(reasons[0])}`
  const judge = uses.length === 0 ? undefined : rounded(sumUses(uses))
  return {
    holds: !isVoid && points === most,
    score: points / rivals,
    reason: isVoid ? 'There is no output to compare.' : `The output won ${points} of ${rivals} comparisons${because}`,
    ...(isVoid && { isVoid: true }),
    judge,
  }
}

function rounded(use: NonNullable<PairVerdict['judge']>): NonNullable<PairVerdict['judge']> {
  return { ...use, total_tokens: Math.round(use.total_tokens) }
}
