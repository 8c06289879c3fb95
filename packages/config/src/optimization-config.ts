import { z } from 'zod'

const score = z.number().min(0).max(100)

export const optimizationStrategySchema = z.enum(['auto', 'clarity_focus', 'efficiency_focus', 'structure_focus'])
export type OptimizationStrategy = z.infer<typeof optimizationStrategySchema>

/** Weights of the four hygiene scores; they must sum to 1. */
export const scoringWeightsSchema = z
  .strictObject({
    clarity: z.number().min(0).max(1).default(0.3),
    specificity: z.number().min(0).max(1).default(0.3),
    structure: z.number().min(0).max(1).default(0.25),
    efficiency: z.number().min(0).max(1).default(0.15),
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
  max_iterations: z.int().min(1).max(100).default(3),
  strategies: z.array(optimizationStrategySchema).min(1).default(['auto']),
  scoring_weights: scoringWeightsSchema.prefault({}),
})
export type OptimizationConfig = z.infer<typeof optimizationConfigSchema>
