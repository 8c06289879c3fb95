import type { PromptRole, TemplateSyntax } from '@autoopt/dsl'
import type { Prompt } from '@autoopt/storage-core'
import type { TextSpan } from '../analysis/finding.ts'

/**
 * Why a stretch of a component must stay as it is. `marked`: a person locked it. `template`: a tag or comment of Jinja2.
 * `label`: a word that a later node or the answer's schema depends on, which must stay in the text, at whatever place.
 */
export type LockKind = 'marked' | 'template' | 'label'

export interface LockedSpan extends TextSpan {
  readonly kind: LockKind
  readonly text: string
}

/** One prompt that a search may change, with everything that a change must respect. All offsets are UTF-16. */
export interface Component {
  /** The prompt id of the project: `<workflow_id>_<node_id>_<slot>`. */
  readonly id: string
  readonly nodeId: string
  readonly nodeTitle: string
  readonly nodeType: string
  readonly slot: string
  readonly role: PromptRole
  readonly syntax: TemplateSyntax
  /** The seed's text. */
  readonly text: string
  /** How often the text holds each placeholder, by its normal form: see `countPlaceholders`. */
  readonly placeholders: ReadonlyMap<string, number>
  /** Sorted by start, not overlapping. */
  readonly locked: readonly LockedSpan[]
  readonly isJinja: boolean
  readonly model?: { readonly provider: string; readonly name: string }
  /** No text of this component may be longer, in UTF-16 units. */
  readonly maxChars: number
  /** What the node reads, as `node.variable`. */
  readonly reads: readonly string[]
  /** What the node gives to others, as `node.variable`. */
  readonly writes: readonly string[]
  /** The record that is analysed and versioned; its text is {@link Component.text}. */
  readonly prompt: Prompt
}

/** A wording of each component, by component id. */
export type ComponentTexts = Readonly<Record<string, string>>
