import { createHash } from 'node:crypto'
import { type LanguageModel, type LanguageModelMiddleware, wrapLanguageModel } from 'ai'
import { z } from 'zod'
import type { ReflectionCall } from '../../reflect/reflection-call.ts'
import type { AnswerRecord } from './journal-record.ts'
import type { JournalPorts } from './journaled-evaluate.ts'

/** A model of the AI SDK as an object; names of models are for whoever makes the objects. */
export type ModelObject = Exclude<LanguageModel, string>

/**
 * The same model, with answers that the journal holds taken from there and the rest noted before they are used. Equal questions with equal
 * `x-repeat-index` headers are one question.
 */
export function journaledModel(
  model: ModelObject,
  { journal, replay, spending, price }: JournalPorts & { readonly price?: TokenPrice },
): ModelObject {
  const wrapGenerate: NonNullable<LanguageModelMiddleware['wrapGenerate']> = async ({ doGenerate, params }) => {
    const { prompt, temperature, maxOutputTokens, headers } = params
    const question = { prompt, temperature, maxOutputTokens, repeat: headers?.['x-repeat-index'] }
    const request = createHash('sha256').update(JSON.stringify(question)).digest('hex')
    const most = price === undefined ? null : mostOf(JSON.stringify(prompt), maxOutputTokens, price)
    spending.startCall(most)
    let used: ReflectionCall | undefined
    try {
      const known = replay.answer(request)
      const answer = known ?? plain(await doGenerate())
      used = usageOf(answer, price)
      if (known === undefined) await journal.append({ kind: 'answer', request, answer })
      return { ...answer, warnings: [] } as unknown as Answer
    } finally {
      spending.endCall(most, used)
    }
  }
  return wrapLanguageModel({ model, middleware: { specificationVersion: 'v4', wrapGenerate } })
}

/** Dollars for a million tokens. */
export interface TokenPrice {
  readonly inputUsd: number
  readonly outputUsd: number
}

/** No token is shorter than a byte. */
function mostOf(question: string, maxOutputTokens: number | undefined, price: TokenPrice): number | null {
  if (maxOutputTokens === undefined) return null
  return dollars({ input_tokens: Buffer.byteLength(question), output_tokens: maxOutputTokens }, price)
}

function dollars(tokens: Pick<ReflectionCall, 'input_tokens' | 'output_tokens'>, price: TokenPrice): number {
  return (tokens.input_tokens * price.inputUsd + tokens.output_tokens * price.outputUsd) / 1_000_000
}

const usageSchema = z.looseObject({
  inputTokens: z.looseObject({ total: z.number().optional() }),
  outputTokens: z.looseObject({ total: z.number().optional() }),
})
const costSchema = z.looseObject({ cost_usd: z.number().min(0) })

/** What the model itself counts comes before what the price makes of its tokens. */
function usageOf({ usage, providerMetadata }: AnswerRecord['answer'], price: TokenPrice | undefined): ReflectionCall {
  const { data } = usageSchema.safeParse(usage)
  const tokens = {
    input_tokens: data?.inputTokens.total ?? 0,
    output_tokens: data?.outputTokens.total ?? 0,
  }
  const counted = costSchema.safeParse(providerMetadata?.['autoopt']).data?.cost_usd
  return { ...tokens, cost_usd: counted ?? (price === undefined ? null : dollars(tokens, price)) }
}

/** Without the raw request and response, which are large and may hold what no record should. */
function plain({ content, finishReason, usage, providerMetadata }: Answer): AnswerRecord['answer'] {
  return JSON.parse(JSON.stringify({ content, finishReason, usage, providerMetadata })) as AnswerRecord['answer']
}

type Answer = Awaited<ReturnType<NonNullable<LanguageModelMiddleware['wrapGenerate']>>>
