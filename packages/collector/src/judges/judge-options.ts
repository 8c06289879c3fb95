import type { LanguageModelV4 } from '@ai-sdk/provider'

/** Who judges, and for which repeat of a case. */
export interface JudgeOptions {
  readonly model: LanguageModelV4
  /** Index of the repeat, from 0: repeats are draws of their own, also where a cache answers. */
  readonly repeat?: number | undefined
  readonly signal?: AbortSignal | undefined
}
