import { Pace, type RateLimit } from '@autoopt/config'

/** How fast tasks may start, by requests and by the tokens that earlier ones turned out to use. */
export class StartRate {
  readonly #requests: Pace | undefined
  readonly #tokens: Pace | undefined

  constructor(limit: RateLimit | undefined) {
    const { max_requests_per_minute: requests, max_tokens_per_minute: tokens, max_burst: burst = 1 } = limit ?? {}
    this.#requests = requests === undefined ? undefined : new Pace({ perMinute: requests, burst })
    // Tokens are known when they are spent: a second's worth of them may be spent at once.
    this.#tokens =
      tokens === undefined ? undefined : new Pace({ perMinute: tokens, burst: Math.max(1, Math.floor(tokens / 60)) })
  }

  waitMs(now: number): number {
    return Math.max(this.#requests?.waitMs(now) ?? 0, this.#tokens?.waitMs(now) ?? 0)
  }

  started(now: number): void {
    this.#requests?.take(now)
  }

  used(now: number, tokens: number): void {
    if (tokens > 0) this.#tokens?.take(now, tokens)
  }
}
