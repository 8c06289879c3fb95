import { z } from 'zod'
import { jsonValueSchema } from './json-value.ts'

/**
 * One expectation of an output. Names and meanings are promptfoo's where it has them, and each name may be negated with
 * `not-`.
 */
const common = {
  node: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Id of the node to look at. Default: the final output of the app.' }),
  subject: z
    .enum(['output', 'prompt'])
    .default('output')
    .meta({ description: 'What of the node: its output, or the prompt as it was sent.' }),
  runs: z.enum(['last', 'all', 'any']).optional().meta({
    description:
      'Which runs of the node count when it runs more than once, as in an iteration or a loop. Default: last.',
  }),
  output: z.string().min(1).optional().meta({
    description:
      'Name of one output variable. Default: the only one, the answer of a chat, or the text of a model node; else all as JSON.',
  }),
  weight: z.number().min(0).default(1).meta({ description: "Share in the case's score, relative to the others." }),
  gate: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether the case fails when this one does, whatever its score.' }),
  description: z.string().optional().meta({ description: 'What this expects, for reports.' }),
}

/** `not-` in front of a name turns an assertion round. */
const negatable = <const Name extends string>(names: readonly Name[]) =>
  z
    .enum([...names, ...names.map((name): `not-${Name}` => `not-${name}`)])
    .meta({ description: 'What is checked; `not-` in front turns it round.' })

const share = z.number().min(0).max(1)
const text = z.string().min(1)
const model = text.optional().meta({ description: 'Name of a configured model. Default: the one with this role.' })

const compiles = (source: string): boolean => {
  try {
    return new RegExp(source, 'u') instanceof RegExp
  } catch {
    return false
  }
}

export const assertionSchema = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: negatable(['equals']),
      value: jsonValueSchema.meta({ description: 'The output itself, text or JSON.' }),
      ...common,
    }),
    z.strictObject({
      type: negatable(['contains', 'icontains', 'starts-with']),
      value: text.meta({ description: 'Text to find; `icontains` ignores case.' }),
      ...common,
    }),
    z.strictObject({
      type: negatable(['contains-any', 'contains-all', 'icontains-any', 'icontains-all']),
      value: z.array(text).min(1).meta({ description: 'Texts of which any, or all, must be found.' }),
      ...common,
    }),
    z.strictObject({
      type: negatable(['regex']),
      value: text
        .refine(compiles, { error: 'expected a regular expression that JavaScript can read with the flag u' })
        .meta({ description: 'Regular expression of JavaScript, with the flag u.' }),
      ...common,
    }),
    z.strictObject({
      type: negatable(['is-json', 'contains-json']),
      value: z
        .record(z.string(), z.unknown())
        .optional()
        .meta({ description: 'JSON Schema that the JSON must fit. Default: any JSON.' }),
      ...common,
    }),
    z.strictObject({
      type: negatable(['javascript']),
      value: text.meta({ description: 'Expression or function body over `output` and `context`, run in a sandbox.' }),
      threshold: share.optional().meta({ description: 'Score to reach when the code returns a number.' }),
      ...common,
    }),
    z.strictObject({
      type: negatable(['levenshtein']),
      value: z.string().meta({ description: 'Text to compare with.' }),
      threshold: z.int().min(0).default(5).meta({ description: 'Edits that are still close enough.' }),
      ...common,
    }),
    z.strictObject({
      type: negatable(['rouge-n']),
      value: text.meta({ description: 'Reference text.' }),
      threshold: share.default(0.75).meta({ description: 'Overlap to reach.' }),
      ...common,
    }),
    z.strictObject({
      type: negatable(['similar']),
      value: z.union([text, z.array(text).min(1)]).meta({ description: 'Text, or texts of which one must be close.' }),
      threshold: share.default(0.75).meta({ description: 'Cosine similarity to reach.' }),
      model,
      ...common,
    }),
    z.strictObject({
      type: negatable(['latency']),
      threshold: z.number().positive().meta({ description: 'Milliseconds that the run may take.' }),
      ...common,
    }),
    z.strictObject({
      type: negatable(['cost']),
      threshold: z.number().min(0).meta({ description: 'Dollars that the run may cost.' }),
      ...common,
    }),
    z.strictObject({
      type: negatable(['llm-rubric']),
      value: text.meta({ description: 'What a good output is, in your own words.' }),
      threshold: share.optional().meta({ description: 'Score to reach. Default: what the judge calls a pass.' }),
      model,
      ...common,
    }),
    z.strictObject({
      type: negatable(['factuality']),
      value: text.meta({ description: 'The facts that the output must agree with.' }),
      model,
      ...common,
    }),
    z.strictObject({
      type: negatable(['select-best']),
      value: text.meta({ description: 'What makes one output better than another.' }),
      model,
      ...common,
    }),
  ])
  .meta({ id: 'Assertion' })
export type Assertion = z.infer<typeof assertionSchema>
export type AssertionType = Assertion['type']
