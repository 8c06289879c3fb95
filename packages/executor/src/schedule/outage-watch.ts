/**
 * Tells a server that is down from one that stumbles.
 *
 * - Some failures in a row raise suspicion. While it lasts one task at a time probes the server, and its failures are not counted
 *   against the attempts of the task.
 * - It is down when the row is as long as the policy says, and has lasted for some seconds. Failures that no waiting mends, or that
 *   are not to be retried, need not last.
 */
export class OutageWatch {
  readonly #maximum: number
  #failures = 0
  #since: number | undefined
  #probeAt = 0

  /** `maximum` failures in a row make a server count as down. */
  constructor(maximum: number) {
    this.#maximum = maximum
  }

  get failures(): number {
    return this.#failures
  }

  get isSuspected(): boolean {
    return this.#failures >= Math.min(suspiciousFailures, this.#maximum)
  }

  /** How long the row of failures has lasted. */
  lastedMs(now: number): number {
    return this.#since === undefined ? 0 : now - this.#since
  }

  /** Milliseconds until the next probe; 0 when there is no suspicion. */
  waitMs(now: number): number {
    return this.isSuspected ? Math.max(0, this.#probeAt - now) : 0
  }

  /** The server answered, whatever it said. */
  answered(): void {
    this.#failures = 0
    this.#since = undefined
  }

  failed(now: number, probeDelayMs: number): void {
    this.#failures += 1
    this.#since ??= now
    this.#probeAt = now + Math.min(longestProbeDelayMs, probeDelayMs)
  }

  /** `mends`: whether the last failure is of a kind that may pass by itself. */
  isDown(now: number, { mends }: { readonly mends: boolean }): boolean {
    if (this.#failures < this.#maximum) return false
    return !mends || this.lastedMs(now) >= patienceMs
  }
}

const suspiciousFailures = 5
const longestProbeDelayMs = 1000
const patienceMs = 10_000
