import type { TextSpan } from '../analysis/finding.ts'
import type { PromptDraft } from './prompt-draft.ts'

/** `safe`: keeps the meaning. `guarded`: may change what a model does, so evaluate before deploying. */
export type RewriteKind = 'safe' | 'guarded'

/** The hygiene score that a rule can raise. */
export type RewriteDimension = 'clarity' | 'structure' | 'specificity' | 'efficiency'

/** Replaces one stretch of a draft; an empty stretch inserts, an empty replacement deletes. */
export interface Edit extends TextSpan {
  readonly replacement: string
  /** What the edit does and why, in one sentence. */
  readonly note: string
}

/**
 * A deterministic change of a prompt. A rule sees one draft and proposes edits; it never touches protected text except to
 * move it whole, and applied to its own result it proposes nothing.
 */
export interface RewriteRule {
  /** Stable kebab-case name: `trailing-blanks`. */
  readonly name: string
  readonly kind: RewriteKind
  readonly improves: readonly RewriteDimension[]
  /** Whether the rendered text of a Jinja2 template changes exactly as the template does. */
  readonly fitsJinja2: boolean
  /** Edits in the draft's offsets, not overlapping. */
  find(draft: PromptDraft): Edit[]
}
