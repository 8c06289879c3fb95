import type { GateProblem } from '../../gates/gate.ts'
import { type ProposedTexts, proposeTexts } from '../../gates/propose-texts.ts'
import type { ComponentTexts } from '../../search/component.ts'
import type { Edit } from '../../search/edit.ts'
import type { Search } from './search.ts'

/** Edits that can be made together, and what comes of them. */
export interface KeptEdits {
  readonly edits: readonly Edit[]
  readonly texts: ComponentTexts
  /** What spoke against all of them together; empty when none had to go. */
  readonly problems: readonly GateProblem[]
}

/**
 * Makes edits one after the other; one that cannot be made or does not pass the gates is left out, and the others stay. What puts known rules
 * together may be much like another wording: that is its purpose.
 */
export function keepEdits(
  { components, gates }: Pick<Search, 'components' | 'gates'>,
  texts: ComponentTexts,
  edits: readonly Edit[],
  { mayBeKnown = false }: { readonly mayBeKnown?: boolean } = {},
): KeptEdits {
  const propose = (tried: readonly Edit[]): ProposedTexts => {
    const { problems, ...proposed } = proposeTexts({ components, texts, gates }, tried)
    return { ...proposed, problems: problems.filter(({ gate }) => !mayBeKnown || gate !== 'duplicate') }
  }
  const whole = propose(edits)
  if (whole.problems.length === 0) return { edits, texts: whole.texts, problems: [] }
  const kept: Edit[] = []
  let keptTexts = texts
  for (const edit of edits) {
    const proposed = propose(kept.concat(edit))
    if (proposed.problems.length > 0) continue
    kept.push(edit)
    keptTexts = proposed.texts
  }
  return { edits: kept, texts: keptTexts, problems: whole.problems }
}
