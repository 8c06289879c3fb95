import { createHash } from 'node:crypto'
import { type LanguageModel, type LanguageModelMiddleware, wrapLanguageModel } from 'ai'
import type { ReflectionCall } from '../../reflect/reflection-call.ts'
import { callOfAnswer, dollarsFor, type TokenPrice } from './call-of-answer.ts'
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
  { journal, replay, spending, followed, price }: JournalPorts & { readonly price?: TokenPrice },
): ModelObject {
  const wrapGenerate: NonNullable<LanguageModelMiddleware['wrapGenerate']> = async ({ doGenerate, params }) => {
    const { prompt, temperature, maxOutputTokens, headers } = params
    const question = { prompt, temperature, maxOutputTokens, repeat: headers?.['x-repeat-index'] }
    const request = createHash('sha256').update(JSON.stringify(question)).digest('hex')
    const most = price === undefined ? null : mostOf(JSON.stringify(prompt), maxOutputTokens, price)
    const known = replay.answer(request)
    if (known === undefined) followed.miss()
    else if (replay.isCountedAnswer(request)) return answerOf(known)
    spending.startCall(most)
    let used: ReflectionCall | undefined
    try {
      const answer = known ?? plain(await doGenerate())
      used = callOfAnswer(answer, price)
      if (known === undefined) await journal.append({ kind: 'answer', request, answer })
      return answerOf(answer)
    } finally {
      spending.endCall(most, used)
    }
  }
  return wrapLanguageModel({ model, middleware: { specificationVersion: 'v4', wrapGenerate } })
}

/** What {@link plain} has taken from an answer: a record reads it loosely, and the compiler cannot know what it was. */
function answerOf(answer: AnswerRecord['answer']): Answer {
  return { ...answer, warnings: [] } as unknown as Answer
}

/** No token is shorter than a byte. */
function mostOf(question: string, maxOutputTokens: number | undefined, price: TokenPrice): number | null {
  if (maxOutputTokens === undefined) return null
  return dollarsFor({ input_tokens: Buffer.byteLength(question), output_tokens: maxOutputTokens }, price)
}

/** Without the raw request and response, which are large and may hold what no record should. */
function plain({ content, finishReason, usage, providerMetadata }: Answer): AnswerRecord['answer'] {
  return JSON.parse(JSON.stringify({ content, finishReason, usage, providerMetadata })) as AnswerRecord['answer']
}

type Answer = Awaited<ReturnType<NonNullable<LanguageModelMiddleware['wrapGenerate']>>>
