/**
 * Spending under caps. Invariant: spent + reserved ≤ cap, for calls, tokens and dollars alike.
 *
 * A call reserves the most that it can use, and settles for what it did use. If it fits into what is spent but not into
 * what others have reserved, it waits for them in line: a reservation is mostly larger than what is used in the end.
 * Money is counted in whole nanodollars, rounded up, so that no sum of roundings exceeds a cap.
 */
import type { StopConditions } from '@autoopt/config'
import { BudgetExceededError } from './errors.ts'

/** Caps; what is absent is unlimited. */
export type LedgerCaps = { readonly [Cap in 'max_calls' | 'max_tokens' | 'max_cost_usd']?: StopConditions[Cap] }

/** What a call uses. */
export interface Spending {
  readonly input_tokens: number
  readonly output_tokens: number
  /** `unknown` when the model has no price. */
  readonly cost_usd: number | 'unknown'
}

/** Sums over calls. */
export interface LedgerTotals {
  readonly calls: number
  readonly input_tokens: number
  readonly output_tokens: number
  /** Dollars for the calls whose price is known. */
  readonly known_cost_usd: number
  /** Calls of unknown price, on top of `known_cost_usd`. */
  readonly calls_of_unknown_cost: number
}

/** A part of the budget, held for one call. */
export interface Reservation {
  /** Replaces what is held by what was used. Does nothing the second time. */
  settle(used: Spending): void
}

type Amount = readonly [calls: number, tokens: number, nanodollars: number]

interface Waiting {
  readonly need: Amount
  readonly admit: () => void
  readonly refuse: (error: BudgetExceededError) => void
}

const NANO = 1e9
const NOTHING: LedgerTotals = {
  calls: 0,
  input_tokens: 0,
  output_tokens: 0,
  known_cost_usd: 0,
  calls_of_unknown_cost: 0,
}

/** What all calls of a run spend together, and what they may. */
export class Ledger {
  readonly caps: LedgerCaps
  readonly #limits: Amount
  readonly #line: Waiting[] = []
  readonly #byRole = new Map<string, LedgerTotals>()
  #spent: Amount = [0, 0, 0]
  #reserved: Amount = [0, 0, 0]

  constructor(caps: LedgerCaps = {}) {
    this.caps = caps
    const { max_calls = Infinity, max_tokens = Infinity, max_cost_usd = Infinity } = caps
    this.#limits = [max_calls, max_tokens, Math.floor(max_cost_usd * NANO)]
  }

  /** Whether a call must say how much it uses at most before it may start. */
  get needsBounds(): boolean {
    return this.#limits[1] !== Infinity || this.#limits[2] !== Infinity
  }

  /** What was spent so far, by all roles. Calls count when they have settled. */
  totals(): LedgerTotals {
    return [...this.#byRole.values()].reduce(addTotals, NOTHING)
  }

  /** What each role has spent so far. */
  totalsByRole(): Readonly<Record<string, LedgerTotals>> {
    return Object.fromEntries(this.#byRole)
  }

  /**
   * Holds what a call uses at most, if need be after others have settled.
   *
   * @throws {@link BudgetExceededError} when the call might exceed a cap even if all others used nothing.
   */
  async reserve(
    most: Spending,
    options: { readonly role: string; readonly signal?: AbortSignal | undefined },
  ): Promise<Reservation> {
    const { role, signal } = options
    signal?.throwIfAborted()
    const need = amountOf(most)
    await this.#admitted(need, signal)
    let isHeld = true
    return {
      settle: (used) => {
        if (!isHeld) return
        isHeld = false
        this.#reserved = minus(this.#reserved, withoutCall(need))
        this.#spent = plus(this.#spent, withoutCall(amountOf(used)))
        this.#byRole.set(role, addTotals(this.#byRole.get(role) ?? NOTHING, totalsOf(used)))
        this.#admitNext()
      },
    }
  }

  async #admitted(need: Amount, signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#line.splice(this.#line.indexOf(waiting), 1)
        reject(signal?.reason)
        // Whoever stood behind may fit.
        this.#admitNext()
      }
      const settled = () => signal?.removeEventListener('abort', leave)
      const waiting: Waiting = {
        need,
        admit: () => (settled(), resolve()),
        refuse: (error) => (settled(), reject(error)),
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.#line.push(waiting)
      this.#admitNext()
    })
  }

  /** Strictly in line, so that small calls cannot starve a large one. */
  #admitNext(): void {
    for (let first = this.#line[0]; first !== undefined; first = this.#line[0]) {
      const exceeded = this.#exceeded(plus(this.#spent, first.need))
      if (exceeded === undefined && this.#exceeded(plus(plus(this.#spent, this.#reserved), first.need)) !== undefined)
        return
      this.#line.shift()
      if (exceeded !== undefined) {
        first.refuse(this.#refusal(exceeded, first.need))
        continue
      }
      // That it is a call is certain from now on; what it uses is not.
      this.#spent = plus(this.#spent, [1, 0, 0])
      this.#reserved = plus(this.#reserved, withoutCall(first.need))
      first.admit()
    }
  }

  /** Index of the first cap that an amount exceeds. */
  #exceeded(amount: Amount): number | undefined {
    const index = amount.findIndex((value, each) => value > (this.#limits[each] ?? Infinity))
    return index === -1 ? undefined : index
  }

  #refusal(index: number, need: Amount): BudgetExceededError {
    const cap = (['max_calls', 'max_tokens', 'max_cost_usd'] as const)[index] ?? 'max_calls'
    const scale = cap === 'max_cost_usd' ? NANO : 1
    const [spent = 0, needed = 0] = [this.#spent[index], need[index]].map((value) => (value ?? 0) / scale)
    return new BudgetExceededError(
      `The call was not made: it may use ${needed} where ${spent} of ${cap} ${this.caps[cap]} is spent; raise the cap, or lower max_tokens of the model`,
      { cap, limit: this.caps[cap], spent, needed },
    )
  }
}

function amountOf({ input_tokens, output_tokens, cost_usd }: Spending): Amount {
  // The product of a decimal fraction may lie a hair above the whole number that it stands for.
  const nanodollars = cost_usd === 'unknown' ? 0 : Math.ceil(Number((cost_usd * NANO).toFixed(3)))
  return [1, input_tokens + output_tokens, nanodollars]
}

function totalsOf({ input_tokens, output_tokens, cost_usd }: Spending): LedgerTotals {
  const isKnown = cost_usd !== 'unknown'
  return {
    calls: 1,
    input_tokens,
    output_tokens,
    known_cost_usd: isKnown ? cost_usd : 0,
    calls_of_unknown_cost: isKnown ? 0 : 1,
  }
}

function withoutCall([, tokens, nanodollars]: Amount): Amount {
  return [0, tokens, nanodollars]
}

function plus(left: Amount, right: Amount): Amount {
  return [left[0] + right[0], left[1] + right[1], left[2] + right[2]]
}

function minus(left: Amount, right: Amount): Amount {
  return [left[0] - right[0], left[1] - right[1], left[2] - right[2]]
}

/** What two ledgers, or two spans of one, come to together. */
export function addTotals(left: LedgerTotals, right: LedgerTotals): LedgerTotals {
  return {
    calls: left.calls + right.calls,
    input_tokens: left.input_tokens + right.input_tokens,
    output_tokens: left.output_tokens + right.output_tokens,
    known_cost_usd: left.known_cost_usd + right.known_cost_usd,
    calls_of_unknown_cost: left.calls_of_unknown_cost + right.calls_of_unknown_cost,
  }
}
