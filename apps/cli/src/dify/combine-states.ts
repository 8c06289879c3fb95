import { isDeepStrictEqual } from 'node:util'
import type { DslDocument } from '@autoopt/dsl'
import { diffTexts } from '@autoopt/optimizer'
import { UsageError } from '../exit-code.ts'
import { paintDiff } from '../terminal/paint.ts'
import { tell } from '../terminal/print.ts'
import { contentOf } from './app-content.ts'
import { mergePrompts, type PromptConflict } from './merge-prompts.ts'
import { parseState } from './server-state.ts'

interface States {
  /** As it was pulled or pushed last. */
  readonly base: DslDocument
  readonly theirs: DslDocument
  readonly ours: DslDocument
}

/** What the draft is to become. @throws {@link UsageError} when somebody else's work would be lost. */
export function combineStates(
  { base, theirs, ours }: States,
  { isTheirsChanged, merge }: { readonly isTheirsChanged: boolean; readonly merge: boolean },
): DslDocument {
  if (!isTheirsChanged || isDeepStrictEqual(contentOf(ours), contentOf(theirs))) return ours
  const { take, conflicts, theirChanges } = mergePrompts(base, { theirs, ours })
  if (conflicts.length > 0) {
    for (const conflict of conflicts) tell(describeConflict(conflict))
    throw new UsageError(
      `The draft was changed since the pull, and ${conflicts.map(({ promptId }) => promptId).join(', ')} on both sides. Nothing was written. Pull into another folder (--dir), settle it, and push that.`,
    )
  }
  if (merge) return parseState(theirs.replacePrompts(take))
  const what = theirChanges.length === 0 ? 'outside its prompts' : `in ${theirChanges.join(', ')}`
  throw new UsageError(
    `The draft was changed since the pull, ${what}. Nothing was written. Give --merge to put your prompts into it as it is now, or pull again.`,
  )
}

function describeConflict({ promptId, theirs, ours }: PromptConflict): string {
  const { unified } = diffTexts(theirs ?? '', ours ?? '', {
    from: `${promptId} (on the server)`,
    to: `${promptId} (here)`,
  })
  return paintDiff(unified).trimEnd()
}
