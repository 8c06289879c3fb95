/** What can go wrong on demand. */
const faultKinds = [
  /** A run is refused since too many go on: HTTP 400. */
  'limit',
  /** The connection of a run breaks after some events; the run goes on. */
  'dropped_stream',
  /** A call of the service API is answered with HTTP 500, before anything is done. */
  'server_error',
  /** A run begins and goes on, and a proxy answers HTTP 502. */
  'bad_gateway',
  /** A run begins and goes on, and a proxy answers HTTP 504. */
  'gateway_timeout',
  /** A run begins and goes on, and the connection breaks without an answer. */
  'lost_connection',
  /** A proxy answers HTTP 502 to a run that does not begin. */
  'gateway_down',
  /** A proxy answers HTTP 503 to a run that does not begin. */
  'unavailable',
  /** The same, with `Retry-After`. */
  'maintenance',
  /** The connection breaks without an answer, and the run does not begin. */
  'refused_connection',
  /** The draft is changed by somebody else just before it is written. */
  'hash_conflict',
  /** An import waits for a confirmation. */
  'pending_import',
  /** The connection of an import breaks, and its app appears a little later. */
  'late_import',
  /** An import fails and leaves its app behind. */
  'orphan_import',
  /** The console token ends before the call. */
  'expired_token',
] as const
export type FaultKind = (typeof faultKinds)[number]

/** Decides which calls go wrong: the next ones that were asked for, else by chance. */
export class Faults {
  /** How often each fault happened. */
  readonly counts = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>
  readonly #rates: Partial<Record<FaultKind, number>>
  readonly #next = new Map<FaultKind, number>()
  readonly #random: () => number

  constructor(rates: Partial<Record<FaultKind, number>>, random: () => number) {
    this.#rates = { ...rates }
    this.#random = random
  }

  /** Makes the next calls that can go wrong so go wrong. */
  next(kind: FaultKind, times = 1): void {
    this.#next.set(kind, (this.#next.get(kind) ?? 0) + times)
  }

  /** Sets how often calls go wrong by chance, from 0 to 1. */
  setRate(kind: FaultKind, rate: number): void {
    this.#rates[kind] = rate
  }

  /** An integer from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  /** Whether this call goes wrong so. */
  strikes(kind: FaultKind): boolean {
    const asked = this.#next.get(kind) ?? 0
    if (asked > 0) this.#next.set(kind, asked - 1)
    else if (this.#random() >= (this.#rates[kind] ?? 0)) return false
    this.counts[kind] += 1
    return true
  }
}
