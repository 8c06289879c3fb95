import { parse } from 'semver'
import { z } from 'zod'

/**
 * What a prompt version looks like on disk and over a wire. Programs write these records, so unknown keys are kept.
 * Format: the version file of the `filesystem` backend, one JSON object per version.
 */

/** A semantic version without a leading `v`, blanks or leading zeros; prerelease and build metadata are allowed. */
export const semverSchema = z.string().max(64).refine(isExactSemver, {
  error: 'expected a semantic version such as 1.2.0',
})

/** The parser of `semver` forgives a `v` and blanks around the version: only what it would write itself is exact. */
function isExactSemver(text: string): boolean {
  const parsed = parse(text)
  if (parsed === null) return false
  return text === [parsed.version, parsed.build.join('.')].filter(Boolean).join('+')
}

/**
 * What names a prompt in a store: any text of at least one character, except NUL and halves of surrogate pairs, which
 * no file name and no database column holds. Ids that are equal after NFC normalisation name the same prompt.
 */
export const promptIdSchema = z
  .string()
  .min(1)
  .refine((id) => !/[\0\p{Surrogate}]/u.test(id), {
    error: 'expected text without NUL and without halves of surrogate pairs',
  })

/** A prompt as it stood in a workflow when it was extracted. */
export const promptSchema = z.looseObject({
  id: z.string().min(1),
  workflow_id: z.string(),
  node_id: z.string(),
  node_type: z.string(),
  text: z.string(),
  role: z.string(),
  /** Names of the variables that the text reads, e.g. `start.question`. */
  variables: z.array(z.string()),
  context: z.record(z.string(), z.unknown()),
  extracted_at: z.iso.datetime({ offset: true }),
})
export type Prompt = z.infer<typeof promptSchema>

const score = z.number().min(0).max(100)

/** Scores run from 0 to 100 and measure hygiene: how a prompt is written, never how accurate its answers are. */
export const promptAnalysisSchema = z.looseObject({
  prompt_id: z.string(),
  overall_score: score,
  clarity_score: score,
  structure_score: score,
  specificity_score: score,
  efficiency_score: score,
  issues: z.array(z.unknown()),
  suggestions: z.array(z.unknown()),
})
export type PromptAnalysis = z.infer<typeof promptAnalysisSchema>

/** One rewrite of a prompt: what was changed, by which strategy, and what it did to the hygiene score. */
export const optimizationResultSchema = z.looseObject({
  prompt_id: z.string(),
  original_prompt: z.string(),
  optimized_prompt: z.string(),
  strategy: z.string(),
  /** Points of the overall score, may be negative. */
  improvement_score: z.number(),
  confidence: z.number().min(0).max(1),
  changes: z.array(z.unknown()),
})
export type OptimizationResult = z.infer<typeof optimizationResultSchema>

/** One immutable version of one prompt. */
export const promptVersionSchema = z.looseObject({
  prompt_id: promptIdSchema,
  version: semverSchema,
  created_at: z.iso.datetime({ offset: true }),
  parent_version: semverSchema.nullable(),
  metadata: z.record(z.string(), z.unknown()),
  prompt: promptSchema,
  analysis: promptAnalysisSchema.nullable(),
  optimization_result: optimizationResultSchema.nullable(),
})
export type PromptVersion = z.infer<typeof promptVersionSchema>
