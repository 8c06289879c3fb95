import type { Random } from '@autoopt/collector'
import { z } from 'zod'
import { pickWeighted } from '../race/pick-weighted.ts'
import type { ComponentBlame } from './node-blame.ts'

const decay = 0.9
const floor = 0.05
const deadEnds = 6

/** How proposals for one component fared; later ones count for more. */
export const banditArmSchema = z.looseObject({
  component: z.string(),
  accepted: z.number().min(0),
  rejected: z.number().min(0),
  /** Hypotheses that did not help since the last that did. */
  dead: z.int().min(0),
})
export type BanditArm = z.infer<typeof banditArmSchema>

/** What to choose by. */
export interface BanditChoice {
  readonly componentId: string
  readonly probability: number
}

/**
 * Chooses which component to edit: blame, times how often edits of it were accepted (the mean of a Beta posterior that begins at 1 in 2 and
 * forgets). Every component keeps a chance of 5 %; one with six hypotheses that did not help is parked, unless all are.
 */
export class NodeBandit {
  readonly #arms = new Map<string, BanditArm>()

  /** Takes up an earlier state, as {@link NodeBandit.toRecords} gave it. */
  constructor(records: readonly BanditArm[] = []) {
    for (const record of records) this.#arms.set(record.component, { ...record })
  }

  /** Notes how a proposal for a component fared. */
  record(componentId: string, isAccepted: boolean): void {
    const { accepted, rejected, dead } = this.#arm(componentId)
    this.#arms.set(componentId, {
      component: componentId,
      accepted: accepted * decay + Number(isAccepted),
      rejected: rejected * decay + Number(!isAccepted),
      dead: isAccepted ? 0 : dead + 1,
    })
  }

  isParked(componentId: string): boolean {
    return this.#arm(componentId).dead >= deadEnds
  }

  /** The chance of each component that is not parked; they sum to 1. */
  probabilities(blame: readonly Pick<ComponentBlame, 'componentId' | 'share'>[]): BanditChoice[] {
    const awake = blame.filter(({ componentId }) => !this.isParked(componentId))
    const open = awake.length === 0 ? blame : awake
    const weights = open.map(({ componentId, share }) => share * this.#acceptance(componentId))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const least = Math.min(floor, 1 / open.length)
    const free = 1 - least * open.length
    return open.map(({ componentId }, index) => ({
      componentId,
      probability: least + free * (total === 0 ? 1 / open.length : (weights[index] ?? 0) / total),
    }))
  }

  /** Draws up to `count` different components. */
  pick(
    blame: readonly Pick<ComponentBlame, 'componentId' | 'share'>[],
    { count, random }: { readonly count: number; readonly random: Random },
  ): string[] {
    const left = this.probabilities(blame)
    const picked: string[] = []
    while (picked.length < count && left.length > 0) {
      const index = pickWeighted(
        left.map(({ probability }) => probability),
        random,
      )
      picked.push(...left.splice(index, 1).map(({ componentId }) => componentId))
    }
    return picked
  }

  toRecords(): BanditArm[] {
    return Array.from(this.#arms.values(), (arm) => Object.assign({}, arm))
  }

  #arm(componentId: string): BanditArm {
    return this.#arms.get(componentId) ?? { component: componentId, accepted: 0, rejected: 0, dead: 0 }
  }

  #acceptance(componentId: string): number {
    const { accepted, rejected } = this.#arm(componentId)
    return (1 + accepted) / (2 + accepted + rejected)
  }
}
