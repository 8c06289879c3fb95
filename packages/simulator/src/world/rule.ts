/**
 * What a rule is about. `label`: which label to answer; `include`: a phrase that must, or must not, be in the text; `open`,
 * `close`: the first and the last words; `style`: how to write a field; `absent`: what to write for a field that the text
 * lacks; `only`: no words around the answer; `language`: the language of the answer.
 */
export type RuleKind = 'label' | 'include' | 'open' | 'close' | 'style' | 'absent' | 'only' | 'language'

/** One latent rule: something that a good answer does, and that a model does not know unless its prompt says so. */
export interface Rule {
  readonly id: string
  readonly kind: RuleKind
  /** Rules of one kind and slot compete: one field, one phrase, the label. */
  readonly slot: string
  readonly value: string
  /** -1: the value must not appear. */
  readonly polarity: 1 | -1
  /** The rule applies to cases with all of these; none means every case. */
  readonly features: readonly string[]
  /** How often the model does it unasked, over all cases. */
  readonly base: number
  /** What the model writes when it does not follow the rule. */
  readonly wrong: string
  /** Text that must be in what the node reads; without it the rule cannot be followed. */
  readonly needs?: string
  /** A rule of the same node without which this one is followed less often. */
  readonly partner?: string
  /** Share of the case's score. */
  readonly weight: number
}
