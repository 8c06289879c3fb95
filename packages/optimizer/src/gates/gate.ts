import type { Component, ComponentTexts } from '../search/component.ts'
import type { PromptRule } from '../components/prompt-rule.ts'

/** The free checks that a wording passes before anything is paid for it, in their order. */
export type GateName =
  | 'parse'
  | 'duplicate'
  | 'placeholders'
  | 'locked'
  | 'leak'
  | 'length'
  | 'language'
  | 'static'
  | 'injection'

/** Why a wording is turned away. It is never mended: whoever proposed it may propose another. */
export interface GateProblem {
  readonly gate: GateName
  /** `null` when the wording as a whole is meant. */
  readonly component: string | null
  /** What is wrong and what to do instead, in a sentence. */
  readonly message: string
}

/** One component of a proposal beside its seed. */
export interface Wording {
  readonly component: Component
  readonly text: string
  /** Rules that the seed does not have. */
  readonly added: readonly PromptRule[]
}

/** What a gate looks at. */
export interface Proposal {
  readonly components: readonly Component[]
  readonly texts: ComponentTexts
  /** Components whose text is not the seed's. */
  readonly changed: readonly Wording[]
}

export type Gate = (proposal: Proposal) => GateProblem[]
