import { z } from 'zod'
import type { ReflectionCall } from '../../reflect/reflection-call.ts'
import type { AnswerRecord } from './journal-record.ts'

/** Dollars for a million tokens. */
export interface TokenPrice {
  readonly inputUsd: number
  readonly outputUsd: number
}

const usageSchema = z.looseObject({
  inputTokens: z.looseObject({ total: z.number().optional() }),
  outputTokens: z.looseObject({ total: z.number().optional() }),
})
const costSchema = z.looseObject({ cost_usd: z.number().min(0) })

/** What an answer took. What the model itself counts comes before what the price makes of its tokens. */
export function callOfAnswer(
  { usage, providerMetadata }: AnswerRecord['answer'],
  price: TokenPrice | undefined,
): ReflectionCall {
  const { data } = usageSchema.safeParse(usage)
  const tokens = {
    input_tokens: data?.inputTokens.total ?? 0,
    output_tokens: data?.outputTokens.total ?? 0,
  }
  const counted = costSchema.safeParse(providerMetadata?.['autoopt']).data?.cost_usd
  return { ...tokens, cost_usd: counted ?? (price === undefined ? null : dollarsFor(tokens, price)) }
}

/** What tokens cost. */
export function dollarsFor(
  tokens: Pick<ReflectionCall, 'input_tokens' | 'output_tokens'>,
  { inputUsd, outputUsd }: TokenPrice,
): number {
  return (tokens.input_tokens * inputUsd + tokens.output_tokens * outputUsd) / 1_000_000
}
