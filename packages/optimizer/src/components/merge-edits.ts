import type { Edit } from '../search/edit.ts'

/**
 * Joins two lists of edits that were made for the same texts. `union`: what either list does, each edit once; `intersection`:
 * what both do. Edits are the same when they do the same, whatever their reasons; the reasons of the first list are kept, and the
 * evidence of both. Whether the edits of a union go together shows when they are made.
 */
export function mergeEdits(one: readonly Edit[], other: readonly Edit[], how: 'union' | 'intersection'): Edit[] {
  const theirs = new Map(other.map((edit) => [deedOf(edit), edit]))
  const ours = new Set(one.map(deedOf))
  const shared = once(one).flatMap((edit): Edit[] => {
    const same = theirs.get(deedOf(edit))
    if (same === undefined) return how === 'union' ? [edit] : []
    return [{ ...edit, evidence: [...new Set([...edit.evidence, ...same.evidence])] }]
  })
  return how === 'union' ? [...shared, ...once(other).filter((edit) => !ours.has(deedOf(edit)))] : shared
}

function once(edits: readonly Edit[]): Edit[] {
  return [...new Map(edits.toReversed().map((edit) => [deedOf(edit), edit])).values()].toReversed()
}

/** What an edit does, without why. */
function deedOf({ op, component, rule_id, after, section, text }: Edit): string {
  return JSON.stringify([op, component, rule_id, after, section, text?.replace(/\s+/g, ' ').trim()])
}
