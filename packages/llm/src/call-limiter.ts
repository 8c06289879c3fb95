/**
 * Who may call, and when. Calls wait in one line, first come first served, for three things:
 * - a place among the calls in flight. Their number halves when the server answers 429, once per round (only for calls
 *   that started after the last halving), and grows by one per round of successes (AIMD, as TCP Reno);
 * - the pace: requests and tokens per minute;
 * - the end of a pause that the server asked for.
 */
import { Pace, type RateLimit } from '@autoopt/config'
import { systemClock, type Clock } from './clock.ts'

/** Bounds of a {@link CallLimiter}; what is absent is unlimited. */
export interface CallLimiterOptions {
  readonly maxConcurrency?: number | undefined
  readonly rateLimit?: RateLimit | undefined
  readonly clock?: Clock | undefined
}

/** How a call ended, as far as the limiter cares. */
export type CallEnd =
  | { readonly kind: 'answered' | 'failed'; readonly tokens?: number | undefined }
  | { readonly kind: 'rate_limited'; readonly retryAfterMs?: number | undefined }

/** Leave to make one call. */
export interface CallPermit {
  /** Gives the place back. Does nothing the second time. */
  release(end: CallEnd): void
}

interface Waiting {
  readonly tokens: number
  readonly admit: (permit: CallPermit) => void
}

/** Adapts how many calls run at once to what the server bears. Share one between all models of an endpoint. */
export class CallLimiter {
  readonly #clock: Clock
  readonly #maxConcurrency: number
  readonly #requests: Pace | undefined
  readonly #tokens: Pace | undefined
  readonly #line: Waiting[] = []
  #inFlight = 0
  #window: number
  #round = 0
  #pausedUntil = 0
  #wakeAt = Number.POSITIVE_INFINITY

  constructor({ maxConcurrency, rateLimit, clock = systemClock }: CallLimiterOptions = {}) {
    this.#clock = clock
    this.#maxConcurrency = maxConcurrency ?? Number.POSITIVE_INFINITY
    this.#window = this.#maxConcurrency
    const { max_requests_per_minute: requests, max_tokens_per_minute: tokens, max_burst: burst = 1 } = rateLimit ?? {}
    if (requests !== undefined) this.#requests = new Pace({ perMinute: requests, burst })
    if (tokens !== undefined) this.#tokens = new Pace({ perMinute: tokens, burst: 1 })
  }

  /** Calls in flight. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** Calls that may be in flight at the moment. */
  get concurrency(): number {
    return Math.floor(this.#window)
  }

  /** Waits for leave to call. `tokens` is an estimate of what the call will use. Rejects when the signal aborts. */
  async acquire(tokens: number, signal?: AbortSignal): Promise<CallPermit> {
    signal?.throwIfAborted()
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#line.splice(this.#line.indexOf(waiting), 1)
        reject(signal?.reason)
      }
      const waiting: Waiting = {
        tokens,
        admit: (permit) => {
          signal?.removeEventListener('abort', leave)
          resolve(permit)
        },
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.#line.push(waiting)
      this.#admit()
    })
  }

  #admit(): void {
    for (let first = this.#line[0]; first !== undefined; first = this.#line[0]) {
      if (this.#inFlight >= this.concurrency) return
      const now = this.#clock.now()
      const wait = Math.max(this.#pausedUntil - now, this.#requests?.waitMs(now) ?? 0, this.#tokens?.waitMs(now) ?? 0)
      if (wait > 0) {
        this.#wakeIn(wait, now)
        return
      }
      this.#line.shift()
      this.#requests?.take(now)
      this.#tokens?.take(now, first.tokens)
      this.#inFlight += 1
      first.admit(this.#permit(first.tokens))
    }
  }

  #wakeIn(wait: number, now: number): void {
    if (this.#wakeAt <= now + wait) return
    const wakeAt = now + wait
    this.#wakeAt = wakeAt
    const wake = () => {
      if (this.#wakeAt === wakeAt) this.#wakeAt = Number.POSITIVE_INFINITY
      this.#admit()
    }
    void this.#clock.sleep(wait).then(wake)
  }

  #permit(estimate: number): CallPermit {
    const round = this.#round
    let isHeld = true
    return {
      release: (end) => {
        if (!isHeld) return
        isHeld = false
        const wasFull = this.#inFlight >= this.concurrency
        if (end.kind === 'rate_limited') this.#shrink(round, end.retryAfterMs)
        else {
          if (end.kind === 'answered' && wasFull) this.#grow()
          this.#tokens?.correct((end.tokens ?? estimate) - estimate)
        }
        this.#inFlight -= 1
        this.#admit()
      },
    }
  }

  #shrink(round: number, retryAfterMs = 0): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + retryAfterMs)
    if (round !== this.#round) return
    this.#round += 1
    this.#window = Math.max(1, Math.min(this.#window, this.#inFlight) / 2)
  }

  #grow(): void {
    this.#window = Math.min(this.#maxConcurrency, this.#window + 1 / this.#window)
  }
}
