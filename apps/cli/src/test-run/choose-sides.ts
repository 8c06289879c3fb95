import type { TestResult } from '@autoopt/collector'
import { baselineId } from '@autoopt/executor'
import { UsageError } from '../exit-code.ts'
import { rowsOf, type Side } from './open-side.ts'

/** The rows of a variant. */
interface ChosenVariant {
  readonly variant: string
  rows(): AsyncIterable<TestResult>
}

/** Two variants of one workflow, of one run or of two. */
export interface SidePair {
  readonly workflow: string
  readonly baseline: ChosenVariant
  readonly candidate: ChosenVariant
}

/**
 * Which variants to hold against each other: of one run, each with its baseline; of two, those that are named, the only ones, or those of
 * the same name.
 *
 * @throws {@link UsageError} when there is no pair.
 */
export function chooseSides(baseline: Side, candidate: Side | undefined): readonly SidePair[] {
  const pairs = candidate === undefined ? withinOne(baseline) : acrossTwo(baseline, candidate)
  if (pairs.length > 0) return pairs
  throw new UsageError(
    candidate === undefined
      ? `The run ${baseline.folder} has no two variants to compare; name a second run.`
      : `The runs ${baseline.folder} and ${candidate.folder} have no workflow and variant in common; name the variants, as in <run>:<variant>.`,
  )
}

function withinOne(side: Side): SidePair[] {
  const against = side.variant ?? baselineId
  return workflowsOf(side).flatMap((workflow) => {
    const all = variantsOf({ ...side, variant: undefined }, workflow)
    if (!all.includes(against)) return []
    return all
      .filter((variant) => variant !== against)
      .map((variant) => pair(workflow, [side, against], [side, variant]))
  })
}

function acrossTwo(baseline: Side, candidate: Side): SidePair[] {
  const common = workflowsOf(baseline).filter((workflow) => workflowsOf(candidate).includes(workflow))
  return common.flatMap((workflow) => {
    const [left, right] = [variantsOf(baseline, workflow), variantsOf(candidate, workflow)]
    const [one, other] = [left[0], right[0]]
    if (left.length === 1 && right.length === 1 && one !== undefined && other !== undefined)
      return [pair(workflow, [baseline, one], [candidate, other])]
    return left
      .filter((variant) => right.includes(variant))
      .map((variant) => pair(workflow, [baseline, variant], [candidate, variant]))
  })
}

function workflowsOf({ record }: Side): string[] {
  return [...new Set(record.manifests.map(({ workflow }) => workflow.id))]
}

function variantsOf({ record, variant }: Side, workflow: string): string[] {
  return record.manifests
    .filter((manifest) => manifest.workflow.id === workflow)
    .map(({ variant_id }) => variant_id)
    .filter((id) => variant === undefined || id === variant)
}

function pair(
  workflow: string,
  ...[baseline, candidate]: readonly (readonly [side: Side, variant: string])[]
): SidePair {
  const chosen = ([side, variant]: readonly [side: Side, variant: string]): ChosenVariant => ({
    variant,
    rows: () => rowsOf(side.folder, { workflow, variant }),
  })
  if (baseline === undefined || candidate === undefined) throw new Error('A pair has two sides.')
  return { workflow, baseline: chosen(baseline), candidate: chosen(candidate) }
}
