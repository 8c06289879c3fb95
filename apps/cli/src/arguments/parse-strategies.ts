import { type OptimizationStrategy, optimizationStrategySchema, ruleStrategySchema } from '@autoopt/config'
import { UsageError } from '../exit-code.ts'

const byRule = ruleStrategySchema.options

/**
 * Reads the names that follow `--strategy`.
 *
 * @param way by results, with cases and a model, there are all strategies; by rule there are those that need neither.
 * @throws {@link UsageError} for a name that there is not, or that needs what is not there.
 */
export function parseStrategies(names: readonly string[], way: 'by_rule' | 'by_results'): OptimizationStrategy[] {
  const choices: readonly string[] = way === 'by_rule' ? byRule : optimizationStrategySchema.options
  return names.map((name) => {
    const { data } = optimizationStrategySchema.safeParse(name)
    if (data !== undefined && choices.includes(data)) return data
    if (data === undefined) throw new UsageError(`--strategy takes ${choices.join(', ')}, not "${name}".`)
    throw new UsageError(
      `--strategy ${name} asks a model and needs cases to judge what it says: give --cases <file> and --model <name> in place of --static. With --static there are ${byRule.join(', ')}; auto picks among them.`,
    )
  })
}
