import { type OptimizationStrategy, ruleStrategySchema, type RuleStrategy } from '@autoopt/config'
import { ModelStrategyError } from '../../errors.ts'
import type { ModelStrategy } from '../../reflect/static-job.ts'

/** How a search comes by wordings. */
export interface SearchStrategies {
  readonly rules: readonly RuleStrategy[]
  /** Of a model, without cases. */
  readonly models: readonly ModelStrategy[]
  /** Whether a model learns from failing cases. */
  readonly isReflective: boolean
}

const modelStrategies: readonly ModelStrategy[] = ['llm_guided', 'llm_clarity', 'llm_efficiency']

/**
 * Sorts strategies by what they need.
 *
 * @throws {@link ModelStrategyError} when one of them needs a model and there is none.
 */
export function readStrategies(
  strategies: readonly OptimizationStrategy[] | undefined,
  { hasModel }: { readonly hasModel: boolean },
): SearchStrategies {
  const wanted: readonly OptimizationStrategy[] = strategies ?? (hasModel ? ['reflective'] : ['auto'])
  const ofModels = wanted.filter((strategy) => !ruleStrategySchema.safeParse(strategy).success)
  if (!hasModel && ofModels.length > 0) throw new ModelStrategyError({ strategies: ofModels })
  const isHybrid = wanted.includes('hybrid')
  const rules = ruleStrategySchema.options.filter((rule) => wanted.includes(rule))
  return {
    rules: isHybrid && rules.length === 0 ? ['auto'] : rules,
    models: modelStrategies.filter((strategy) => isHybrid || wanted.includes(strategy)),
    isReflective: isHybrid || wanted.includes('reflective'),
  }
}
