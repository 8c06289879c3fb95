import type { LabelOptions } from '@autoopt/storage-core'

/** Who moves a label, why, from where, and whether although it is protected. */
export interface MoveLabelOptions extends LabelOptions {
  /** Moves or deletes a label of `protectedLabels` too. Default: false. */
  readonly force?: boolean | undefined
}

/** A label of a prompt. */
export interface LabelAddress {
  readonly promptId: string
  readonly label: string
}
