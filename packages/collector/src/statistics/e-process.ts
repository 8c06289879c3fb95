import type { Alternative } from './alternative.ts'
import { requireFraction } from './checks/require-fraction.ts'
import { discordantEvidence } from './discordant-evidence.ts'

/** What one case says: only one of the two variants passes it, or both or neither do. */
export type PairedOutcome = 'win' | 'loss' | 'tie'

/**
 * Follows a comparison case by case, for a display that is looked at while it runs and may stop it: {@link discordantEvidence} with
 * its largest value so far, which makes `p` valid at any time.
 */
export class EProcess {
  readonly #alpha: number
  readonly #alternative: Alternative
  #wins = 0
  #losses = 0
  #ties = 0
  #largest = 0

  /** @throws {@link InvalidArgumentError} when alpha (0.05 when left out) is not a probability. */
  constructor(options: { readonly alpha?: number; readonly alternative?: Alternative } = {}) {
    const { alpha = 0.05, alternative = 'greater' } = options
    requireFraction('alpha', alpha)
    this.#alpha = alpha
    this.#alternative = alternative
  }

  add(outcome: PairedOutcome): void {
    if (outcome === 'tie') this.#ties += 1
    else if (outcome === 'win') this.#wins += 1
    else this.#losses += 1
    this.#largest = Math.max(this.#largest, this.logEvidence)
  }

  get counts(): { readonly wins: number; readonly losses: number; readonly ties: number } {
    return { wins: this.#wins, losses: this.#losses, ties: this.#ties }
  }

  /** ln of the evidence now. */
  get logEvidence(): number {
    return discordantEvidence({ wins: this.#wins, losses: this.#losses }, { alternative: this.#alternative })
  }

  /** A p-value for whenever one looks; it never rises. */
  get p(): number {
    return Math.exp(-this.#largest)
  }

  /** Whether the evidence has ever reached 1 / alpha. */
  get isDecided(): boolean {
    return this.p <= this.#alpha
  }
}
