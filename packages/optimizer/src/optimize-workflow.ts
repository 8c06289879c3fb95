import type { PromptPatch } from '@autoopt/config'
import type { DslDocument } from '@autoopt/dsl'
import { type OptimizeOptions, OptimizerService, type OptimizerServiceOptions } from './optimizer-service.ts'

/** Optimizes every prompt of an app by rule and yields a patch for each that got better, as soon as it is there. */
export function optimizeWorkflow(
  document: DslDocument,
  options: OptimizerServiceOptions & OptimizeOptions,
): AsyncGenerator<PromptPatch, void> {
  return new OptimizerService(options).optimizeWorkflow(document, options)
}
