import type { DslDocument, PromptSlot } from '@autoopt/dsl'

/** A prompt that was changed on both sides, to different texts. */
export interface PromptConflict {
  readonly promptId: string
  /** Undefined where the prompt is no more. */
  readonly base: string | undefined
  readonly theirs: string | undefined
  readonly ours: string | undefined
}

/** What a three-way comparison of prompts says. */
export interface MergedPrompts {
  /** Texts of ours to put into theirs, by prompt id. */
  readonly take: Readonly<Record<string, string>>
  readonly conflicts: readonly PromptConflict[]
  /** Prompts that the other side has changed. */
  readonly theirChanges: readonly string[]
}

/** Compares the prompts of three states of an app: as it was pulled, as it is on the server, and as it is in the file. */
export function mergePrompts(
  base: DslDocument,
  { theirs, ours }: { readonly theirs: DslDocument; readonly ours: DslDocument },
): MergedPrompts {
  const [before, there, here] = [textsOf(base), textsOf(theirs), textsOf(ours)]
  const take: Record<string, string> = {}
  const conflicts: PromptConflict[] = []
  const theirChanges: string[] = []
  for (const id of new Set([...before.keys(), ...there.keys(), ...here.keys()])) {
    const [was, their, our] = [before.get(id), there.get(id), here.get(id)]
    if (their !== was) theirChanges.push(id)
    if (our === was || our === their) continue
    if (their !== was || their === undefined || our === undefined)
      conflicts.push({ promptId: id, base: was, theirs: their, ours: our })
    else take[id] = our
  }
  return { take, conflicts, theirChanges }
}

function textsOf({ prompts }: DslDocument): Map<string, string> {
  return new Map(prompts.map(({ id, text }: PromptSlot) => [id, text]))
}
