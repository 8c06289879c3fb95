import { z } from 'zod'
import { editableHypotheses, type HypothesisLabel, hypothesisLabelSchema } from '../search/hypothesis.ts'

/** An idea that was tried and did not help. */
export const deadHypothesisSchema = z.looseObject({
  node: z.string(),
  hypothesis: hypothesisLabelSchema,
  /** The kind of failure that it was to mend; `*` when there was none in particular. */
  cluster: z.string(),
  /** How often it was tried in vain. */
  times: z.int().min(1),
  reason: z.string(),
})
export type DeadHypothesis = z.infer<typeof deadHypothesisSchema>

/** Where an idea was tried. */
export interface HypothesisPlace {
  readonly node: string
  /** Default `*`: no failure in particular. */
  readonly cluster?: string
}

/** Remembers which ideas did not help where, so that none is paid for over and over. */
export class HypothesisMemory {
  readonly #dead = new Map<string, DeadHypothesis>()

  /** Takes up the memory of an earlier search, as {@link HypothesisMemory.toRecords} gave it. */
  constructor(records: readonly DeadHypothesis[] = []) {
    for (const record of records) this.#dead.set(keyOf(record.hypothesis, record), { ...record })
  }

  /** Notes that an idea did not help. */
  bury(hypothesis: HypothesisLabel, place: HypothesisPlace, reason: string): void {
    const { node, cluster = '*' } = place
    const key = keyOf(hypothesis, place)
    const times = (this.#dead.get(key)?.times ?? 0) + 1
    this.#dead.set(key, { node, hypothesis, cluster, times, reason })
  }

  /** Forgets that an idea did not help: it did, later. */
  revive(hypothesis: HypothesisLabel, place: HypothesisPlace): void {
    this.#dead.delete(keyOf(hypothesis, place))
  }

  isDead(hypothesis: HypothesisLabel, place: HypothesisPlace): boolean {
    return this.#dead.has(keyOf(hypothesis, place))
  }

  /** Labels that may still be tried at a place, in the order of the taxonomy. */
  alive(place: HypothesisPlace): HypothesisLabel[] {
    return editableHypotheses.filter((label) => !this.isDead(label, place))
  }

  /** How many ideas did not help at a node: with many, nothing more is to be gained there. */
  deadCount(node: string): number {
    return Array.from(this.#dead.values()).filter((record) => record.node === node).length
  }

  /** In the order in which they were first buried. */
  toRecords(): DeadHypothesis[] {
    return Array.from(this.#dead.values(), (record) => Object.assign({}, record))
  }
}

function keyOf(hypothesis: HypothesisLabel, { node, cluster = '*' }: HypothesisPlace): string {
  return JSON.stringify([node, hypothesis, cluster])
}
