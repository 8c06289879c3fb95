import { isDeepStrictEqual } from 'node:util'
import type { RunManifest } from '@autoopt/config'

/** What makes results of two manifests incomparable, as sentences that go on after "since it was begun". */
export function findChanges(begun: readonly RunManifest[], now: readonly RunManifest[]): string[] {
  const name = ({ workflow, variant_id }: RunManifest): string => `${variant_id} of workflow ${workflow.id}`
  const byName = new Map(now.map((manifest) => [name(manifest), manifest]))
  const known = new Set(begun.map(name))
  const changes = begun.flatMap((before) => {
    const after = byName.get(name(before))
    return after === undefined ? [`variant ${name(before)} was taken out`] : differences(before, after)
  })
  const added = now.filter((manifest) => !known.has(name(manifest))).map((one) => `variant ${name(one)} was added`)
  return [...new Set([...changes, ...added])]
}

function differences(before: RunManifest, after: RunManifest): string[] {
  const { workflow, variant_id, execution } = before
  const facts: readonly (readonly [what: string, before: unknown, after: unknown])[] = [
    [`the app file ${workflow.dsl_path} of workflow ${workflow.id}`, workflow.dsl_sha256, after.workflow.dsl_sha256],
    [`variant ${variant_id} of workflow ${workflow.id}`, before.variant_sha256, after.variant_sha256],
    [`what variant ${variant_id} makes of workflow ${workflow.id}`, before.patched_sha256, after.patched_sha256],
    [`the share of cases of variant ${variant_id}`, before.case_share, after.case_share],
    ['the target', before.target, after.target],
    ['the choice of models', before.model_roles, after.model_roles],
    ['the number of repeats', execution.repeat, after.execution.repeat],
    ['the seed', execution.seed, after.execution.seed],
  ]
  const changed = facts.flatMap(([what, one, other]) => (isDeepStrictEqual(one, other) ? [] : [`${what} changed`]))
  return before.cases_sha256 === after.cases_sha256 ? changed : [...changed, casesChanged(before, after)]
}

function casesChanged(before: RunManifest, after: RunManifest): string {
  const counts =
    before.case_count === after.case_count
      ? `still ${after.case_count}`
      : `${before.case_count}, now ${after.case_count}`
  return `the cases of workflow ${before.workflow.id} changed (${counts})`
}
