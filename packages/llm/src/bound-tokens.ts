import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { promptText } from './prompt-text.ts'

/** Tokens that a call uses at most. */
export interface TokenBound {
  readonly input: number
  /** Absent when the call sets no limit. */
  readonly output: number | undefined
}

const PER_MESSAGE = 16
const PER_FILE = 5_000

/**
 * An upper bound of what a call uses. A token of text is at least one byte of UTF-8. For files there is no certain
 * bound: one token a byte, at least 5,000 a file, is above what vendors charge for images.
 */
export function boundTokens(params: LanguageModelV4CallOptions): TokenBound {
  const files = params.prompt.map(({ content }) => (typeof content === 'string' ? 0 : sum(content.map(fileTokens))))
  const messages = (params.prompt.length + (params.tools?.length ?? 0) + 1) * PER_MESSAGE
  const input = Buffer.byteLength(promptText(params)) + messages + sum(files)
  return { input, output: outputBound(params) }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function fileTokens(part: { type: string; data?: unknown }): number {
  if (part.type !== 'file' && part.type !== 'reasoning-file') return 0
  const data = part.data as { data?: Uint8Array | string; text?: string } | undefined
  return Math.max(PER_FILE, data?.data?.length ?? Buffer.byteLength(data?.text ?? ''))
}

/** Anthropic's thinking budget comes on top of the limit; elsewhere reasoning is inside it. */
function outputBound({ maxOutputTokens, providerOptions }: LanguageModelV4CallOptions): number | undefined {
  if (maxOutputTokens === undefined) return undefined
  const thinking = providerOptions?.['anthropic']?.['thinking'] as { budgetTokens?: number } | undefined
  return maxOutputTokens + (thinking?.budgetTokens ?? 0)
}
