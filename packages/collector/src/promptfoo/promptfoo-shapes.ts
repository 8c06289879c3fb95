import { z } from 'zod'

/*
 * promptfoo's own shapes, as far as they are read. Everything else is kept by `looseObject`, to be named as a problem.
 * Format: https://www.promptfoo.dev/docs/configuration/reference/
 */

const record = z.record(z.string(), z.unknown())

/** An expectation. */
export const promptfooAssertionSchema = z.looseObject({
  type: z.string().min(1),
  value: z.unknown().optional(),
  threshold: z.number().optional(),
  weight: z.number().optional(),
  metric: z.string().optional(),
  assert: z.array(z.unknown()).optional(),
})
export type PromptfooAssertion = z.infer<typeof promptfooAssertionSchema>

/** A test, or the part of it that all tests share. */
export const promptfooTestSchema = z.looseObject({
  description: z.string().optional(),
  vars: z.union([z.string(), z.array(z.string()), record]).optional(),
  assert: z.array(z.unknown()).optional(),
  metadata: record.optional(),
  options: record.optional(),
})
export type PromptfooTest = z.infer<typeof promptfooTestSchema>

/** Tests that each run with each of several settings. */
export const promptfooScenarioSchema = z.looseObject({
  description: z.string().optional(),
  config: z.array(z.unknown()).min(1),
  tests: z.array(z.unknown()).optional(),
})

/** A whole configuration. */
export const promptfooConfigSchema = z.looseObject({
  tests: z.union([z.string(), z.array(z.unknown())]).optional(),
  scenarios: z.array(z.unknown()).optional(),
  defaultTest: z.union([z.string(), record]).optional(),
})
