import type { BigStore } from './big-store.ts'

/** What a group of rows is given to measure with. */
export interface Context {
  /** An empty folder of its own on the disk that is measured. */
  readonly folder: string
  readonly isQuick: boolean
  /** Interleaved rounds that a comparison takes. */
  readonly rounds: number
  /** There for the groups that ask for it in `groups.ts`. */
  readonly bigStore?: BigStore
}

/** @throws when the group forgot to ask for it. */
export function bigStoreOf({ bigStore }: Context): BigStore {
  if (bigStore === undefined) throw new Error('This group of rows does not say that it needs the big store')
  return bigStore
}
