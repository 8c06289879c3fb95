import type { LanguageModelV4Content, LanguageModelV4GenerateResult, LanguageModelV4StreamPart } from '@ai-sdk/provider'

type Part<Type extends LanguageModelV4StreamPart['type']> = Extract<LanguageModelV4StreamPart, { type: Type }>

/** Puts a stream together again to the answer that it carries. */
export class AnswerBuilder {
  readonly #content: LanguageModelV4Content[] = []
  readonly #blocks = new Map<string, Extract<LanguageModelV4Content, { type: 'text' | 'reasoning' }>>()
  #end: Part<'finish'> | undefined
  #modelId: string | undefined

  /** Takes the next part. */
  add(part: LanguageModelV4StreamPart): void {
    if (part.type === 'text-start') this.#open('text', part.id)
    else if (part.type === 'reasoning-start') this.#open('reasoning', part.id)
    else if (part.type === 'text-delta') this.#write('text', part)
    else if (part.type === 'reasoning-delta') this.#write('reasoning', part)
    else if (part.type === 'text-end') this.#close('text', part)
    else if (part.type === 'reasoning-end') this.#close('reasoning', part)
    else if (part.type === 'response-metadata') this.#modelId = part.modelId
    else if (part.type === 'finish') this.#end = part
    else if (isContent(part)) this.#content.push(part)
  }

  /** The answer; absent when the stream has not come to its end. */
  answer(): LanguageModelV4GenerateResult | undefined {
    if (this.#end === undefined) return undefined
    const { finishReason, usage, providerMetadata } = this.#end
    return {
      content: this.#content,
      finishReason,
      usage,
      ...(providerMetadata && { providerMetadata }),
      ...(this.#modelId !== undefined && { response: { modelId: this.#modelId } }),
      warnings: [],
    }
  }

  #open(type: 'text' | 'reasoning', id: string): void {
    const block = { type, text: '' }
    this.#blocks.set(type + id, block)
    this.#content.push(block)
  }

  #write(type: 'text' | 'reasoning', { id, delta }: Part<'text-delta' | 'reasoning-delta'>): void {
    const block = this.#blocks.get(type + id)
    if (block) block.text += delta
  }

  #close(type: 'text' | 'reasoning', { id, providerMetadata }: Part<'text-end' | 'reasoning-end'>): void {
    const block = this.#blocks.get(type + id)
    if (block && providerMetadata) block.providerMetadata = providerMetadata
  }
}

const CONTENT = new Set([
  'custom',
  'file',
  'reasoning-file',
  'source',
  'tool-approval-request',
  'tool-call',
  'tool-result',
])

function isContent(part: LanguageModelV4StreamPart): part is LanguageModelV4StreamPart & LanguageModelV4Content {
  return CONTENT.has(part.type)
}
