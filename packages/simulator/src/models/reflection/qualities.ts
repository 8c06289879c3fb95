import type { ReflectionQuality } from '../../world/model-names.ts'

/** How a reflection model fares; all are probabilities unless they say otherwise. */
export interface QualityTraits {
  /** Of understanding a failure from one failing case; each further case is another chance. */
  readonly diagnosis: number
  /** Of blaming the right node when the evidence does not show what each node wrote. */
  readonly blame: number
  /** Rules that it puts into words in one answer, at most. */
  readonly ideas: number
  /** Of leaving out the condition of a rule. */
  readonly overgeneral: number
  /** Of adding a manner that changes nothing, and one that harms. */
  readonly distractor: number
  readonly harmful: number
  /** Of adding a manner that helps. */
  readonly helpful: number
  /** Of copying a case into the prompt; a quarter of it when the prompt forbids that. */
  readonly copies: number
  /** Of losing a rule in a rewrite, for each rule; edits lose none. */
  readonly drops: number
  /** Of losing a placeholder in a rewrite. */
  readonly losesPlaceholder: number
  /** Of taking out a rule that contradicts the one it adds. */
  readonly repairs: number
  /** Of coming up with the same side idea again, unless the history shows it. */
  readonly repeats: number
  /** Of an answer that breaks off. */
  readonly broken: number
}

/** The traits of each quality. */
export const qualities: Readonly<Record<ReflectionQuality, QualityTraits>> = {
  weak: {
    diagnosis: 0.25,
    blame: 0.5,
    ideas: 1,
    overgeneral: 0.3,
    distractor: 0.5,
    harmful: 0.15,
    helpful: 0.02,
    copies: 0.25,
    drops: 0.12,
    losesPlaceholder: 0.08,
    repairs: 0.2,
    repeats: 0.6,
    broken: 0.08,
  },
  medium: {
    diagnosis: 0.45,
    blame: 0.7,
    ideas: 2,
    overgeneral: 0.15,
    distractor: 0.3,
    harmful: 0.1,
    helpful: 0.08,
    copies: 0.15,
    drops: 0.06,
    losesPlaceholder: 0.03,
    repairs: 0.5,
    repeats: 0.5,
    broken: 0.04,
  },
  strong: {
    diagnosis: 0.7,
    blame: 0.9,
    ideas: 4,
    overgeneral: 0.05,
    distractor: 0.15,
    harmful: 0.04,
    helpful: 0.2,
    copies: 0.08,
    drops: 0.03,
    losesPlaceholder: 0.01,
    repairs: 0.8,
    repeats: 0.3,
    broken: 0.02,
  },
}
