/**
 * What a rule is by its shape. `label`: a short line that announces what follows. `example`, `block`: demonstrations; code,
 * data and tables, each kept whole. `tag`: a line of nothing but template tags. `separator`: a ruled line.
 */
export type RuleKind =
  | 'heading'
  | 'label'
  | 'bullet'
  | 'ordered'
  | 'sentence'
  | 'example'
  | 'block'
  | 'tag'
  | 'separator'

/** The smallest part of a prompt that an edit can name. `gap + marker + text` of all rules, and the tail, are the prompt. */
export interface PromptRule {
  /** `r` and the start of the hash of the text, with `.2` for the second rule of the same hash: it outlives edits elsewhere. */
  readonly id: string
  readonly kind: RuleKind
  /** Blanks and line ends between the rule before and this one. */
  readonly gap: string
  /** `- `, `3. `, `## `; empty for other kinds. */
  readonly marker: string
  readonly text: string
  /** Offset of the marker in the prompt. */
  readonly start: number
  /** Offset behind the text. */
  readonly end: number
  /** The id of the heading or label above it. */
  readonly section: string | undefined
  /** Whether edits must not touch it. */
  readonly isLocked: boolean
}

/** A prompt, taken apart. */
export interface PromptRules {
  readonly rules: readonly PromptRule[]
  /** Blanks behind the last rule. */
  readonly tail: string
  /** The line end that the prompt uses. */
  readonly lineEnd: string
}

/** Whether a rule opens a section. */
export function opensSection({ kind }: Pick<PromptRule, 'kind'>): boolean {
  return kind === 'heading' || kind === 'label'
}

/** Whether a rule is an item of a list. */
export function isListItem({ kind }: Pick<PromptRule, 'kind'>): boolean {
  return kind === 'bullet' || kind === 'ordered'
}
