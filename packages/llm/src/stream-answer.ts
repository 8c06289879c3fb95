import type { LanguageModelV4Content, LanguageModelV4GenerateResult, LanguageModelV4StreamPart } from '@ai-sdk/provider'

/** A finished answer as the stream that it would have been. */
export function streamAnswer(answer: LanguageModelV4GenerateResult): ReadableStream<LanguageModelV4StreamPart> {
  return ReadableStream.from<LanguageModelV4StreamPart>([
    { type: 'stream-start', warnings: answer.warnings },
    ...(answer.response ? [{ type: 'response-metadata' as const, ...answer.response }] : []),
    ...answer.content.flatMap((part, index) => partsOf(part, String(index))),
    {
      type: 'finish',
      finishReason: answer.finishReason,
      usage: answer.usage,
      ...(answer.providerMetadata && { providerMetadata: answer.providerMetadata }),
    },
  ])
}

function partsOf(part: LanguageModelV4Content, id: string): LanguageModelV4StreamPart[] {
  if (part.type === 'text' || part.type === 'reasoning') {
    const metadata = part.providerMetadata && { providerMetadata: part.providerMetadata }
    return [
      { type: `${part.type}-start`, id, ...metadata },
      { type: `${part.type}-delta`, id, delta: part.text },
      { type: `${part.type}-end`, id, ...metadata },
    ]
  }
  if (part.type === 'tool-call') {
    const { toolCallId, toolName, input } = part
    return [
      { type: 'tool-input-start', id: toolCallId, toolName },
      { type: 'tool-input-delta', id: toolCallId, delta: input },
      { type: 'tool-input-end', id: toolCallId },
      part,
    ]
  }
  return [part]
}
