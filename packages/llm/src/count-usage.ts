import type { LanguageModelV4CallOptions, LanguageModelV4Middleware, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { callRecord, usageOf, withRecord } from './call-record.ts'
import type { ModelPrice } from './model-price.ts'
import { tapStream } from './tap-stream.ts'
import { writtenText } from './written-text.ts'

/** What calls cost. */
export interface CountUsageOptions {
  /** Absent when unknown. */
  readonly price?: ModelPrice | undefined
}

/**
 * Middleware that says on each answer what it used and cost: a `CallRecord` as `providerMetadata.autoopt`. Where the
 * server did not count, usage is estimated and the record says so.
 */
export function countUsage({ price }: CountUsageOptions): LanguageModelV4Middleware {
  return {
    specificationVersion: 'v4',
    async wrapGenerate({ doGenerate, params }) {
      const result = await doGenerate()
      const outputText = writtenText(result.content)
      const record = callRecord(params, { usage: result.usage, outputText }, price)
      return {
        ...result,
        usage: usageOf(record, result.usage),
        providerMetadata: withRecord(result.providerMetadata, record),
      }
    },
    async wrapStream({ doStream, params }) {
      const result = await doStream()
      return { ...result, stream: tapStream(result.stream, { part: countedParts(params, price) }) }
    },
  }
}

function countedParts(params: LanguageModelV4CallOptions, price: ModelPrice | undefined) {
  const written: string[] = []
  return (part: LanguageModelV4StreamPart): LanguageModelV4StreamPart => {
    if ('delta' in part) written.push(part.delta)
    if (part.type !== 'finish') return part
    const record = callRecord(params, { usage: part.usage, outputText: written.join('') }, price)
    return { ...part, usage: usageOf(record, part.usage), providerMetadata: withRecord(part.providerMetadata, record) }
  }
}
