import type { Edit } from '../search/edit.ts'

/**
 * Why an edit cannot be made. `unknown_component`, `unknown_rule`, `unknown_section`: it names what is not there.
 * `locked`: it touches what must stay. `conflict`: it contradicts another edit. `missing_text`: it says nothing.
 * `missing_target`: it does not say which rule, or where to. `not_movable`: headings stay with what they head.
 */
export type EditProblemKind =
  | 'unknown_component'
  | 'unknown_rule'
  | 'unknown_section'
  | 'locked'
  | 'conflict'
  | 'missing_text'
  | 'missing_target'
  | 'not_movable'

export interface EditProblem {
  readonly kind: EditProblemKind
  readonly edit: Edit
  /** A sentence for whoever made the edit. */
  readonly message: string
}
