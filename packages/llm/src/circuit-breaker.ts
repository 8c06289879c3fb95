/**
 * Notices that a server is down. It is down when calls have failed without one success for 8 s, at least three of them:
 * a restart of a few seconds is bridged by retries, an outage is reported within 15 s (a connection is given up after
 * 3 s). While it is down, calls fail at once, except one every 15 s that tries whether the server is back.
 *
 * Only failures of the server and of the network count. A server that says 429 or refuses a request is up; a slow
 * answer says nothing.
 */
import { systemClock, type Clock } from './clock.ts'
import { CircuitOpenError, ModelError, ModelNetworkError, ModelServerError, ModelTimeoutError } from './errors.ts'

/** When a server counts as down. */
export interface CircuitBreakerOptions {
  readonly minFailures?: number
  readonly minOutageMs?: number
  /** How long to leave a server alone that is down. */
  readonly cooldownMs?: number
  readonly clock?: Clock | undefined
}

interface Outage {
  readonly since: number
  readonly failures: number
  readonly lastError: Error
}

/** Watches one endpoint. Share one between all models of an endpoint. */
export class CircuitBreaker {
  readonly #minFailures: number
  readonly #minOutageMs: number
  readonly #cooldownMs: number
  readonly #clock: Clock
  #outage: Outage | undefined
  #openUntil: number | undefined

  constructor({
    minFailures = 3,
    minOutageMs = 8_000,
    cooldownMs = 15_000,
    clock = systemClock,
  }: CircuitBreakerOptions = {}) {
    this.#minFailures = minFailures
    this.#minOutageMs = minOutageMs
    this.#cooldownMs = cooldownMs
    this.#clock = clock
  }

  /** Whether calls fail at once. */
  get isOpen(): boolean {
    return this.#openUntil !== undefined
  }

  /**
   * Milliseconds after which a retry would tell whether the server is down. Waiting longer would only delay the report.
   */
  get patienceMs(): number {
    if (this.#outage === undefined) return Number.POSITIVE_INFINITY
    return Math.max(0, this.#outage.since + this.#minOutageMs - this.#clock.now())
  }

  /**
   * Asks leave for one call.
   *
   * @returns what to tell how the call ended; without an error it was answered.
   * @throws {@link CircuitOpenError} while the server is down.
   */
  enter(endpoint: string): (error?: unknown) => void {
    const startedAt = this.#clock.now()
    if (this.#openUntil !== undefined) {
      if (startedAt < this.#openUntil) throw this.#refusal(endpoint)
      // This call is the one that tries; the others wait for its end.
      this.#openUntil = startedAt + this.#cooldownMs
    }
    return (error) => {
      if (isDown(error)) this.#failed(error, startedAt)
      else if (error === undefined || isUp(error)) this.#answered()
    }
  }

  #answered(): void {
    this.#outage = undefined
    this.#openUntil = undefined
  }

  #failed(lastError: Error, startedAt: number): void {
    const since = this.#outage?.since ?? startedAt
    const failures = (this.#outage?.failures ?? 0) + 1
    this.#outage = { since, failures, lastError }
    const now = this.#clock.now()
    if (failures >= this.#minFailures && now - since >= this.#minOutageMs) this.#openUntil = now + this.#cooldownMs
  }

  #refusal(endpoint: string): CircuitOpenError {
    const { since = 0, failures = 0, lastError } = this.#outage ?? {}
    const seconds = Math.round((this.#clock.now() - since) / 1000)
    return new CircuitOpenError(
      `No call was made: ${endpoint} has been down for ${seconds} s (${failures} failures, the last: ${lastError?.message}); see that it runs, then try again`,
      { endpoint, failures },
      { cause: lastError },
    )
  }
}

function isDown(error: unknown): error is Error {
  return error instanceof ModelNetworkError || error instanceof ModelServerError
}

function isUp(error: unknown): boolean {
  return error instanceof ModelError && !(error instanceof ModelTimeoutError) && error.context.status !== undefined
}
