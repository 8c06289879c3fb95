import { CollectorError } from '../errors.ts'
import type { VariantKey } from '../analysis/data-collector.ts'

/** Thrown when one side of a comparison holds rows of several variants. */
export class MixedVariantsError extends CollectorError {
  static override readonly code = 'COLLECT-COMPARE-001'
  override readonly name = 'MixedVariantsError'
  readonly code = MixedVariantsError.code

  constructor(side: 'baseline' | 'candidate', variants: readonly VariantKey[]) {
    const names = variants.map(({ workflow_id, variant_id }) => `${variant_id} of ${workflow_id}`)
    super(`The ${side} rows are of several variants (${names.join(', ')}); choose the rows of one`, { side, variants })
  }
}
