/**
 * Decides which versions of a prompt may go: the old ones. Of these stay all the same: the latest, those that labels point at, the best, and the parents of all that stay for a
 * reason of their own; not the parents of these parents, or else nothing of a chain would ever go.
 */
import type { PromptVersion } from '@autoopt/storage-core'
import type { RetentionRule } from './retention-rule.ts'

/** Why an old version stays. */
export type KeptBecause = 'latest' | 'labelled' | 'best' | 'parent'

export interface RetentionPlan {
  /** Ascending. */
  readonly goes: readonly string[]
  /** What is old and stays. */
  readonly kept: readonly { readonly version: string; readonly because: KeptBecause }[]
}

/** @param records every version of a prompt, ascending. */
export function planRetention(
  records: readonly PromptVersion[],
  {
    rule: { keepLast = 0, maxAgeMs = Number.NEGATIVE_INFINITY },
    labelled,
    now,
  }: { readonly rule: RetentionRule; readonly labelled: ReadonlySet<string>; readonly now: number },
): RetentionPlan {
  const latest = records.at(-1)
  const best = bestOf(records)
  const reason = (record: PromptVersion): KeptBecause | undefined => {
    if (record === latest) return 'latest'
    if (labelled.has(record.version)) return 'labelled'
    return record === best ? 'best' : undefined
  }
  const old = records
    .slice(0, Math.max(0, records.length - keepLast))
    .filter(({ created_at }) => now - Date.parse(created_at) >= maxAgeMs)
  const unprotected = new Set(old.filter((record) => reason(record) === undefined))
  const parents = new Set(records.filter((record) => !unprotected.has(record)).map((record) => record.parent_version))
  const reasonOrParent = (record: PromptVersion): KeptBecause | undefined =>
    reason(record) ?? (parents.has(record.version) ? 'parent' : undefined)
  return {
    goes: old.filter((record) => reasonOrParent(record) === undefined).map(({ version }) => version),
    kept: old.flatMap((record) => {
      const because = reasonOrParent(record)
      return because === undefined ? [] : [{ version: record.version, because }]
    }),
  }
}

/** The version with the highest score; of equals the earliest, as the later ones have not improved on it. */
function bestOf(records: readonly PromptVersion[]): PromptVersion | undefined {
  let best: PromptVersion | undefined
  for (const record of records) {
    const score = record.analysis?.overall_score ?? Number.NEGATIVE_INFINITY
    if (score > (best?.analysis?.overall_score ?? Number.NEGATIVE_INFINITY)) best = record
  }
  return best
}
