import { z } from 'zod'
import { assertionSchema } from './assertion.ts'
import { jsonValueSchema } from './json-value.ts'
import { conversationTurnSchema, testCaseSchema } from './test-case.ts'

/** Numbers from `min` to `max`, both included. */
export const rangeSchema = z
  .strictObject({
    min: z.number().meta({ description: 'The first number.' }),
    max: z.number().meta({ description: 'The last number.' }),
    step: z.number().positive().default(1).meta({ description: 'From one number to the next.' }),
  })
  .refine((range) => range.min <= range.max, { error: 'expected min to be at most max' })
export type Range = z.infer<typeof rangeSchema>

/** Where the values of one input come from: exactly one source, or a `default` alone. */
export const datasetParameterSchema = z
  .strictObject({
    values: z.array(jsonValueSchema).min(1).optional().meta({ description: 'The values themselves.' }),
    range: rangeSchema.optional().meta({ description: 'Numbers from min to max.' }),
    file_pool: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .meta({ description: 'Files to upload, as paths or globs relative to the plan.' }),
    json_template: z.record(z.string(), z.unknown()).optional().meta({
      description:
        'An object whose texts may hold `{{date}}`, `{{uuid}}` and names of other parameters; `\\{{` stands for braces.',
    }),
    default: jsonValueSchema.optional().meta({ description: 'The value of cases that do not vary this parameter.' }),
    weights: z
      .array(z.number().min(0))
      .optional()
      .meta({ description: 'How often each of `values` is drawn, relative to the others.' }),
  })
  .refine(
    (parameter) => sourcesOf(parameter) === 1 || (sourcesOf(parameter) === 0 && parameter.default !== undefined),
    {
      error: 'expected exactly one of values, range, file_pool, json_template, or a default alone',
    },
  )
  .refine((parameter) => parameter.weights === undefined || parameter.weights.length === parameter.values?.length, {
    error: 'expected as many weights as values',
  })
export type DatasetParameter = z.infer<typeof datasetParameterSchema>

function sourcesOf(parameter: object): number {
  return ['values', 'range', 'file_pool', 'json_template'].filter((key) => key in parameter).length
}

/** A conversation that is held once for each case. */
export const conversationFlowSchema = z.strictObject({
  flow_id: z.string().min(1).meta({ description: 'Unique in its dataset.' }),
  description: z.string().optional().meta({ description: 'What the conversation is about.' }),
  turns: z
    .array(conversationTurnSchema)
    .min(1)
    .meta({ description: 'The exchanges, in order; their texts may hold `{{date}}`, `{{uuid}}` and parameters.' }),
})
export type ConversationFlow = z.infer<typeof conversationFlowSchema>

/** A table or a list of cases in a file of its own. */
export const caseFileSchema = z.strictObject({
  path: z.string().min(1).meta({ description: 'Path, relative to the plan.' }),
  format: z
    .enum(['csv', 'tsv', 'jsonl', 'json', 'yaml'])
    .optional()
    .meta({ description: 'Default: what the end of the path says.' }),
  columns: z.record(z.string().min(1), z.string().min(1)).default({}).meta({
    description:
      'Column to case field: `inputs.question`, `expected_outputs.answer`, `tags`. Default: the case field of that name, else an input.',
  }),
  encoding: z
    .enum(['auto', 'utf-8', 'gb18030'])
    .default('auto')
    .meta({ description: '`auto` tells UTF-8 (with or without a byte order mark) from GB18030.' }),
})
export type CaseFile = z.infer<typeof caseFileSchema>

/** Values by parameter: one, or a list of which any will do. */
const valuesByParameterSchema = z
  .record(z.string().min(1), jsonValueSchema)
  .refine((values) => Object.keys(values).length > 0, { error: 'expected at least one parameter' })

/** Combinations of values that make no sense together: an implication, or what is ruled out. */
export const constraintSchema = z
  .strictObject({
    if: valuesByParameterSchema.optional().meta({
      description: 'Where these parameters have these values, `then` must hold. A list means any of its values.',
    }),
    // oxlint-disable-next-line unicorn/no-thenable -- an object of configuration is never awaited
    then: valuesByParameterSchema.optional().meta({ description: 'The values that go with `if`.' }),
    exclude: valuesByParameterSchema
      .optional()
      .meta({ description: 'Values that must not come together. A list means any of its values.' }),
  })
  .refine(
    (constraint) =>
      constraint.exclude === undefined
        ? constraint.if !== undefined && constraint.then !== undefined
        : constraint.if === undefined && constraint.then === undefined,
    { error: 'expected either if with then, or exclude' },
  )
export type Constraint = z.infer<typeof constraintSchema>

/** How parameters become cases. */
export const samplingSchema = z
  .strictObject({
    method: z.enum(['pairwise', 'full', 'random', 'stratified']).default('pairwise').meta({
      description:
        'Every pair of values, every combination, a random draw by weight, or a draw that has each value as often as its weight says.',
    }),
    max_cases: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Upper bound of generated cases; `random` and `stratified` need it.' }),
  })
  .refine(
    (sampling) =>
      sampling.max_cases !== undefined || (sampling.method !== 'random' && sampling.method !== 'stratified'),
    { error: 'expected max_cases, which random and stratified sampling need' },
  )
export type Sampling = z.infer<typeof samplingSchema>

/** Cases, written out or generated. */
export const datasetSchema = z
  .strictObject({
    dataset_id: z.string().min(1).meta({ description: 'The id that workflows refer to, unique in the plan.' }),
    description: z.string().default('').meta({ description: 'What the cases are about.' }),
    parameters: z
      .record(z.string().min(1), datasetParameterSchema)
      .default({})
      .meta({ description: 'Inputs to vary, by name.' }),
    pairwise_dimensions: z
      .array(z.string().min(1))
      .default([])
      .meta({ description: 'Parameters of which every pair of values must appear. Default: all.' }),
    constraints: z
      .array(constraintSchema)
      .default([])
      .meta({ description: 'What must not come together in generated cases.' }),
    sampling: samplingSchema.prefault({}).meta({ description: 'How parameters become cases.' }),
    conversation_flows: z
      .array(conversationFlowSchema)
      .default([])
      .meta({ description: 'Conversations that each case holds.' }),
    cases: z.array(testCaseSchema).default([]).meta({ description: 'Cases written out.' }),
    case_files: z.array(caseFileSchema).default([]).meta({ description: 'Cases in files of their own.' }),
    assertions: z
      .array(assertionSchema)
      .default([])
      .meta({ description: 'Expectations of every case, added to its own.' }),
    tags: z.array(z.string().min(1)).default([]).meta({ description: 'Tags of every case, added to its own.' }),
  })
  .refine(
    (dataset) =>
      dataset.cases.length + dataset.case_files.length + dataset.conversation_flows.length > 0 ||
      Object.keys(dataset.parameters).length > 0,
    { error: 'expected cases, case_files, parameters or conversation_flows' },
  )
export type Dataset = z.infer<typeof datasetSchema>
