import { z } from 'zod'

const score = z.number().min(0).max(100)

/** Rewrites by rule, without a model; `auto` chooses by the scores. */
export const ruleStrategySchema = z.enum(['auto', 'clarity_focus', 'efficiency_focus', 'structure_focus'])
export type RuleStrategy = z.infer<typeof ruleStrategySchema>

/**
 * How an optimization comes by other wordings. Beside the rules: `llm_guided`, `llm_clarity` and `llm_efficiency` let a model rewrite
 * prompts without cases, `reflective` lets it learn from failing cases, `hybrid` does all of it.
 */
export const optimizationStrategySchema = z.enum([
  ...ruleStrategySchema.options,
  'llm_guided',
  'llm_clarity',
  'llm_efficiency',
  'hybrid',
  'reflective',
])
export type OptimizationStrategy = z.infer<typeof optimizationStrategySchema>

/** Weights of the four hygiene scores; they must sum to 1. */
export const scoringWeightsSchema = z
  .strictObject({
    clarity: z.number().min(0).max(1).default(0.3).meta({ description: 'How clear the wording is.' }),
    specificity: z.number().min(0).max(1).default(0.3).meta({ description: 'How measurable what it asks for is.' }),
    structure: z.number().min(0).max(1).default(0.25).meta({ description: 'How well it is laid out.' }),
    efficiency: z.number().min(0).max(1).default(0.15).meta({ description: 'How few words it needs.' }),
  })
  .refine(
    (weights) => Math.abs(weights.clarity + weights.specificity + weights.structure + weights.efficiency - 1) < 1e-6,
    {
      error: 'expected the four weights to sum to 1',
    },
  )
export type ScoringWeights = z.infer<typeof scoringWeightsSchema>

/** When to optimize, how, and what counts as better. Scores are points from 0 to 100. */
export const optimizationConfigSchema = z.strictObject({
  min_baseline_score: score.default(80).meta({ description: 'Prompts that score this or more are left alone.' }),
  min_improvement: score.default(5).meta({ description: 'Points that a rewrite must gain to be proposed.' }),
  min_confidence: z.number().min(0).max(1).default(0.6).meta({ description: 'Confidence that a rewrite must reach.' }),
  max_iterations: z.int().min(1).max(100).default(3).meta({
    description: 'Rounds of optimizing by results, each starting from the best so far; rewriting by rule needs none.',
  }),
  strategies: z
    .array(optimizationStrategySchema)
    .min(1)
    .default(['auto'])
    .meta({ description: 'Which rewrites may be used, in order of preference.' }),
  scoring_weights: scoringWeightsSchema
    .prefault({})
    .meta({ description: 'Share of each hygiene score in the overall score.' }),
})
export type OptimizationConfig = z.infer<typeof optimizationConfigSchema>
