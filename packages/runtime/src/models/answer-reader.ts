/**
 * Puts an answer together from its parts.
 *
 * Reasoning that a server sends apart from the text stands in front of it between `<think>` tags, as Dify's providers put it there.
 */
import type {
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider'
import type { ResolvedModel } from '../nodes/node-runner.ts'
import type { FileValue } from '../values/file-value.ts'
import { answerFile } from './answer-file.ts'
import { readUsage } from './model-usage.ts'
import type { ModelUsage } from './model-usage.ts'

/** What a model answered. */
export interface ModelAnswer {
  readonly text: string
  /** The first tool that it calls. */
  readonly toolCall: { readonly id: string; readonly name: string; readonly argumentsJson: string } | undefined
  readonly files: readonly FileValue[]
  readonly finishReason: string | null
  readonly usage: ModelUsage
}

/** Reads one answer, whole or in pieces. */
export class AnswerReader {
  readonly #startedAt = performance.now()
  readonly #onText: ((delta: string) => void) | undefined
  readonly #files: FileValue[] = []
  #firstTokenAt: number | undefined
  #text = ''
  #isThinking = false
  #toolCall: ModelAnswer['toolCall']
  #usage: LanguageModelV4Usage = noUsage
  #finishReason: string | null = null
  #metadata: SharedV4ProviderMetadata | undefined

  constructor(onText: ((delta: string) => void) | undefined) {
    this.#onText = onText
  }

  readWhole({ content, usage, finishReason, providerMetadata }: LanguageModelV4GenerateResult): void {
    for (const part of content) this.#readContent(part)
    this.#finish({ type: 'finish', usage, finishReason, ...(providerMetadata && { providerMetadata }) })
  }

  readPart(part: LanguageModelV4StreamPart): void {
    if (part.type === 'text-delta') this.#addText(part.delta)
    if (part.type === 'reasoning-delta') this.#addReasoning(part.delta)
    if (part.type === 'tool-call' || part.type === 'file') this.#readContent(part)
    if (part.type === 'finish') this.#finish(part)
  }

  answer(model: ResolvedModel): ModelAnswer {
    const seconds = (until: number): number => (until - this.#startedAt) / 1000
    const timing = {
      latency: seconds(performance.now()),
      ...(this.#firstTokenAt === undefined ? {} : { firstToken: seconds(this.#firstTokenAt) }),
    }
    return {
      text: this.#text,
      toolCall: this.#toolCall,
      files: this.#files,
      finishReason: this.#finishReason,
      usage: readUsage({ usage: this.#usage, providerMetadata: this.#metadata, timing }, model),
    }
  }

  #finish({ usage, finishReason, providerMetadata }: Extract<LanguageModelV4StreamPart, { type: 'finish' }>): void {
    this.#endReasoning()
    this.#usage = usage
    this.#finishReason = finishReason.raw ?? finishReason.unified
    this.#metadata = providerMetadata
  }

  #readContent(part: LanguageModelV4Content): void {
    if (part.type === 'text') this.#addText(part.text)
    if (part.type === 'reasoning') this.#addReasoning(part.text)
    if (part.type === 'tool-call')
      this.#toolCall ??= { id: part.toolCallId, name: part.toolName, argumentsJson: part.input }
    if (part.type === 'file') this.#files.push(answerFile(part, this.#files.length))
  }

  #addText(delta: string): void {
    this.#endReasoning()
    this.#add(delta)
  }

  #addReasoning(delta: string): void {
    if (delta === '') return
    if (!this.#isThinking) this.#add('<think>\n')
    this.#isThinking = true
    this.#add(delta)
  }

  #endReasoning(): void {
    if (this.#isThinking) this.#add('\n</think>')
    this.#isThinking = false
  }

  #add(text: string): void {
    if (text === '') return
    if (this.#onText !== undefined) this.#firstTokenAt ??= performance.now()
    this.#text += text
    this.#onText?.(text)
  }
}

const noUsage: LanguageModelV4Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
}
