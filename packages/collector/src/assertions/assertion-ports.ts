import type { EmbeddingModelV4, LanguageModelV4 } from '@ai-sdk/provider'

/** What running an expression came to; `ok: false` when the code itself failed: it threw, took too long or too much. */
export type ExpressionOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string }

/** Where code that nobody trusts runs. */
export interface ExpressionSandbox {
  /**
   * Evaluates one JavaScript expression in which the globals are variables. Values cross as JSON in both directions. Rejects only
   * when the sandbox itself is broken or the signal aborts.
   */
  runExpression(
    code: string,
    globals: Readonly<Record<string, unknown>>,
    options: { readonly signal?: AbortSignal | undefined; readonly timeoutMs: number },
  ): Promise<ExpressionOutcome>
}

/** A function that cuts a text into segments, as `Intl.Segmenter` with the granularity `word` does. */
export interface WordSegmenter {
  segment(text: string): Iterable<{ readonly segment: string; readonly isWordLike?: boolean | undefined }>
}

type Awaitable<Value> = Value | Promise<Value>

/** What assertions need of the world. Each is asked for only by the assertions that use it. */
export interface AssertionPorts {
  /** For `javascript`. */
  readonly sandbox?: ExpressionSandbox | undefined
  /** For `llm-rubric`, `factuality` and `select-best`: the model of that name, or the one that judges by default. */
  readonly judge?: ((name?: string) => Awaitable<LanguageModelV4>) | undefined
  /** For `similar`: the model of that name, or the one that embeds by default. */
  readonly embed?: ((name?: string) => Awaitable<EmbeddingModelV4>) | undefined
  /** For `rouge-n`. Default: `Intl.Segmenter`, which knows Chinese and Japanese words. */
  readonly segmenter?: WordSegmenter | undefined
}
