import { z } from 'zod'
import { jsonValueSchema } from './json-value.ts'
import { rateLimitSchema } from './rate-limit.ts'
import { retryPolicySchema } from './retry-policy.ts'
import { secretSchema } from './secret.ts'

const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an http or https URL' })

/** How a model samples. What is absent is left to the server. */
export const modelParametersSchema = z
  .strictObject({
    temperature: z.number().min(0).max(2).optional().meta({ description: 'Randomness of the answers.' }),
    top_p: z.number().min(0).max(1).optional().meta({ description: 'Share of probability mass that is sampled from.' }),
    max_tokens: z.int().min(1).optional().meta({ description: 'Upper bound of tokens in an answer.' }),
    presence_penalty: z.number().min(-2).max(2).optional().meta({ description: 'Penalty on what was said at all.' }),
    frequency_penalty: z.number().min(-2).max(2).optional().meta({ description: 'Penalty on what was said often.' }),
    seed: z.int().optional().meta({ description: 'Seed, for servers that honour one.' }),
    stop: z.array(z.string().min(1)).optional().meta({ description: 'Texts that end an answer.' }),
    extra: z
      .record(z.string(), jsonValueSchema)
      .optional()
      .meta({ description: 'Further fields of the request body, passed on as they are.' }),
  })
  .meta({ id: 'ModelParameters' })
export type ModelParameters = z.infer<typeof modelParametersSchema>

const usd = z.number().min(0)

/** What a model costs. What is absent is unknown, which is not the same as free. */
export const modelPricesSchema = z
  .strictObject({
    input_usd_per_million_tokens: usd.meta({ description: 'Dollars for a million tokens in.' }),
    output_usd_per_million_tokens: usd.meta({ description: 'Dollars for a million tokens out.' }),
    cached_input_usd_per_million_tokens: usd
      .optional()
      .meta({ description: 'Dollars for a million tokens in that the server had cached.' }),
  })
  .meta({ id: 'ModelPrices' })
export type ModelPrices = z.infer<typeof modelPricesSchema>

const shared = {
  model: z.string().min(1).meta({ description: "The model's name at its provider." }),
  parameters: modelParametersSchema.prefault({}).meta({ description: 'How the model samples.' }),
  prices: modelPricesSchema.optional().meta({ description: 'What the model costs; overrides the built-in table.' }),
  timeout_ms: z.int().min(1).default(120_000).meta({ description: 'Milliseconds that one call may take.' }),
  max_concurrency: z.int().min(1).optional().meta({ description: 'Calls in flight at the same time.' }),
  rate_limit: rateLimitSchema.optional().meta({ description: 'Upper bounds on how fast calls start.' }),
  retry: retryPolicySchema.prefault({}).meta({ description: 'How a call that broke is tried again.' }),
}

const apiKey = secretSchema.optional().meta({ description: 'Key of the endpoint, best as `${NAME}`.' })
const headers = z
  .record(z.string(), secretSchema)
  .optional()
  .meta({ description: 'Further HTTP headers. Their values are secret.' })

const vendor = <Name extends string>(provider: Name) =>
  z.strictObject({
    provider: z.literal(provider).meta({ description: 'Whose API this is.' }),
    base_url: httpUrl.optional().meta({ description: "The endpoint. Default: the vendor's own." }),
    api_key: apiKey,
    headers,
    ...shared,
  })

/** One model and the endpoint that serves it. */
export const modelConfigSchema = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('openai-compatible').meta({ description: 'Any server that speaks the chat completions API.' }),
    base_url: httpUrl.meta({ description: 'The endpoint up to and including `/v1`.' }),
    api_key: apiKey,
    headers,
    ...shared,
  }),
  vendor('openai'),
  vendor('anthropic'),
  vendor('google'),
  z.strictObject({
    provider: z.literal('simulated').meta({ description: 'The built-in simulator, which is not a language model.' }),
    ...shared,
    model: z.string().min(1).meta({ description: 'The simulated world.' }),
  }),
])
export type ModelConfig = z.infer<typeof modelConfigSchema>
