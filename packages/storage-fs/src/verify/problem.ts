/** What can be wrong in a store. */
export type ProblemKind =
  /** A version file that is damaged, no JSON, or no valid record. */
  | 'damaged'
  /** A version file that is whole, but of another prompt or number than its place says. */
  | 'misplaced'
  /** A directory of a prompt that lies in another shard than its name says. */
  | 'wrong-shard'
  /** Something that is not named like anything of a store. */
  | 'stray'
  /** Left by a writer that is gone. */
  | 'temporary'
  /** Put aside by a recovery or an earlier repair. */
  | 'quarantined'
  /** A pack of archived versions that is damaged. */
  | 'pack'
  /** A label that points at a version that is not there, or whose revisions are damaged. */
  | 'label'
  /** A deleted version that could not be restored. */
  | 'trash'
  /** `.index.json` is damaged, which costs time and nothing else. */
  | 'index'
  /** Others than the owner may read or write it. */
  | 'permissions'

/** Something that is wrong in a store. */
export interface Problem {
  readonly kind: ProblemKind
  /** Absolute. */
  readonly path: string
  readonly message: string
  /** What a repair did about it; left out when nothing was done. */
  readonly repaired?: string
}

/** Kinds that say something about a store but are no damage to it. */
export const harmless: ReadonlySet<ProblemKind> = new Set(['stray', 'quarantined', 'index', 'temporary', 'permissions'])
