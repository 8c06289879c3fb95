import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { NodeContext, ResolvedModel } from '../nodes/node-runner.ts'
import { AnswerReader } from './answer-reader.ts'
import type { ModelAnswer } from './answer-reader.ts'
import { modelFailure } from './model-failure.ts'
import type { PromptMessage } from './prompt-message.ts'
import { toModelPrompt } from './to-model-prompt.ts'

export interface ModelCall {
  readonly model: ResolvedModel
  /** With their files read. */
  readonly messages: readonly PromptMessage[]
  /** Beside those of the file: tools, the format of the answer. */
  readonly options?: Omit<LanguageModelV4CallOptions, 'prompt' | 'abortSignal'>
  /** Called for each piece of the text; without it the answer is not streamed. */
  readonly onText?: (delta: string) => void
}

/**
 * Asks a model.
 *
 * @throws {@link NodeError} when the model fails, and as it is what is no failure of the model.
 */
export async function callModel(
  { model, messages, options, onText }: ModelCall,
  { signal }: Pick<NodeContext, 'signal'>,
): Promise<ModelAnswer> {
  const call: LanguageModelV4CallOptions = {
    ...model.callOptions,
    ...options,
    prompt: toModelPrompt(messages),
    abortSignal: signal,
  }
  const reader = new AnswerReader(onText)
  try {
    if (onText === undefined) reader.readWhole(await model.model.doGenerate(call))
    else await readStream((await model.model.doStream(call)).stream, reader)
  } catch (error) {
    throw modelFailure(error, model, signal)
  }
  return reader.answer(model)
}

async function readStream(stream: ReadableStream<LanguageModelV4StreamPart>, reader: AnswerReader): Promise<void> {
  for await (const part of stream as unknown as AsyncIterable<LanguageModelV4StreamPart>) {
    if (part.type === 'error') throw part.error
    reader.readPart(part)
  }
}
