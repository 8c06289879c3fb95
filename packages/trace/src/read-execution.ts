import type { RenderedPrompt } from './node-trace.ts'

type Values = Record<string, unknown>

interface Tokens {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
}

/** Tokens of a node run, from its metadata and the usage of its model calls. */
export function readTokens(metadata: Values | null, usage: unknown): Tokens {
  const counts = recordOf(usage)
  const total = metadata?.['total_tokens'] ?? counts?.['total_tokens']
  return {
    prompt_tokens: count(counts?.['prompt_tokens']),
    completion_tokens: count(counts?.['completion_tokens']),
    total_tokens: count(total),
  }
}

/** Dollars that a node run cost: 0 without model calls, `null` when nobody knows the price. */
export function readCost(metadata: Values | null, totalTokens: number): number | null {
  const price = metadata?.['total_price']
  if (price === undefined && totalTokens === 0) return 0
  if (typeof price !== 'string' && typeof price !== 'number') return null
  if (metadata?.['currency'] !== 'USD' && Number(price) !== 0) return null
  const amount = Number(price)
  return Number.isFinite(amount) && amount >= 0 ? amount : null
}

/** The messages that a model node says it sent. */
export function readPrompts(processData: Values | null): RenderedPrompt[] {
  const prompts = processData?.['prompts']
  if (!Array.isArray(prompts)) return []
  return prompts.flatMap((prompt: unknown) => {
    const { role, text, files } = recordOf(prompt) ?? {}
    if (typeof role !== 'string' || typeof text !== 'string') return []
    return [{ role, text, ...(Array.isArray(files) && files.length > 0 ? { files: files as unknown[] } : {}) }]
  })
}

/** The value when it is a mapping. */
export function recordOf(value: unknown): Values | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : null
}

/** The value when it is text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : 0
}
