import type { Random } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import { frontierShares } from './frontier-shares.ts'
import type { ObservationStore, ResultFilter } from './observation-store.ts'
import { pickWeighted } from './pick-weighted.ts'

const bestShare = 0.5
const frontierShare = 0.3

/** Why a parent was chosen: it is the best, it holds a part of the frontier, or by chance, which is the place for a restart. */
type ParentReason = 'best' | 'frontier' | 'chance'

export interface Parent {
  readonly variantId: string
  readonly reason: ParentReason
}

export interface ParentPool extends ResultFilter {
  /** The candidates that may be parents, the one of the best posterior mean first; at least one. */
  readonly ranked: readonly [string, ...string[]]
  readonly cases: readonly TestCase[]
  readonly store: ObservationStore
  readonly random: Random
}

/** Chooses what to build on: half of the time the best, in 30 % by the share of the frontier, in 20 % any. */
export function pickParent({ ranked, random, ...frontier }: ParentPool): Parent {
  const draw = random.next()
  if (draw < bestShare) return { variantId: ranked[0], reason: 'best' }
  if (draw >= bestShare + frontierShare)
    return { variantId: ranked[random.below(ranked.length)] ?? ranked[0], reason: 'chance' }
  const index = pickWeighted(frontierShares(ranked, frontier), random)
  return { variantId: ranked[index] ?? ranked[0], reason: 'frontier' }
}
