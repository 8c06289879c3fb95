import type { TestResult } from '@autoopt/collector'
import type { ReflectionCall } from '../../reflect/reflection-call.ts'
import { BudgetExceededError, UnknownPriceError } from '../errors.ts'

/** The most that a campaign may use. What is absent is not capped. */
export interface SpendingLimits {
  readonly runs?: number
  /** Model calls of all roles: those of runs, of reflection, of judges. */
  readonly calls?: number
  readonly costUsd?: number
}

/** The most that one run of the workflow may take, its retries and judges included. Where runs take more on average, that counts instead. */
export interface RunBounds {
  readonly calls?: number
  readonly costUsd?: number
}

/** What a campaign has used so far. */
export interface SpendingTotals {
  readonly runs: number
  readonly calls: number
  readonly reflectionCalls: number
  readonly tokens: number
  /** Dollars that are known. */
  readonly costUsd: number
  /** Runs and calls whose price nobody knows. */
  readonly unknownPrices: number
}

/** What a campaign begins with. */
export interface SpendingStart {
  /** Runs that were paid for under earlier terms and that no plan of now reckons with. */
  readonly sunkRuns?: number
  /** Called each time the limits change what is done, before what is done then. */
  readonly onShortage?: () => void
}

/** Counts what is used, and lets nothing start that could exceed a limit: everything in flight counts with the most that it may take. */
export class Spending {
  readonly limits: SpendingLimits
  readonly bounds: RunBounds
  #totals = { runs: 0, calls: 0, reflectionCalls: 0, tokens: 0, costUsd: 0, unknownPrices: 0 }
  /** While a campaign follows what it has paid for, nothing is refused. */
  isFollowing = false
  readonly #sunkRuns: number
  readonly #onShortage: () => void
  #maxRuns: number
  #keptRuns = 0
  #runsInFlight = 0
  /** Of the reflection model. */
  #callsInFlight = 0
  #costInFlight = 0
  /** What runs alone have taken. */
  #ran = { runs: 0, calls: 0, costUsd: 0 }

  /** @throws {@link UnknownPriceError} when there is a limit without the bound that it needs. */
  constructor(
    limits: SpendingLimits,
    bounds: RunBounds,
    { sunkRuns = 0, onShortage = () => undefined }: SpendingStart = {},
  ) {
    if (limits.calls !== undefined && bounds.calls === undefined)
      throw new UnknownPriceError({ cap: 'maxCalls', of: 'a run of the workflow' })
    if (limits.costUsd !== undefined && bounds.costUsd === undefined)
      throw new UnknownPriceError({ cap: 'maxCostUsd', of: 'a run of the workflow' })
    this.limits = limits
    this.bounds = bounds
    this.#sunkRuns = sunkRuns
    this.#onShortage = onShortage
    this.#maxRuns = limits.runs ?? Infinity
  }

  /** From now on all runs are at most `runs`, and `kept` of them are kept back, with what they may take in calls and dollars. */
  plan({ runs, kept }: { readonly runs: number; readonly kept: number }): void {
    this.#maxRuns = Math.min(runs + this.#sunkRuns, this.limits.runs ?? Infinity)
    this.#keptRuns = kept
  }

  get totals(): SpendingTotals {
    return { ...this.#totals }
  }

  /** Notes that less is begun than would be without limits. */
  noteShortage(): void {
    this.#onShortage()
  }

  /** How many runs could start now. */
  affordableRuns(): number {
    return this.isFollowing ? Infinity : Math.max(0, this.#runsLeft() - this.#keptRuns)
  }

  /** Whether calls of at most this cost each could start now; `null` is an unknown cost. */
  affordsCalls(count: number, costUsd: number | null): boolean {
    if (this.isFollowing) return true
    const { calls, costUsd: allowed } = this.limits
    const each = this.#perRun()
    const runs = this.#runsInFlight + this.#keptRuns
    const isWithinCalls = this.#totals.calls + this.#callsInFlight + count + runs * each.calls <= (calls ?? Infinity)
    if (allowed === undefined) return isWithinCalls
    const cost = this.#totals.costUsd + this.#costInFlight + runs * each.costUsd
    return isWithinCalls && costUsd !== null && cost + count * costUsd <= allowed + rounding
  }

  /** Whether a call of at most this cost could start now, which somebody wants to make. */
  mayCall(costUsd: number | null): boolean {
    const isAffordable = this.affordsCalls(1, costUsd)
    if (!isAffordable) this.#onShortage()
    return isAffordable
  }

  /**
   * Whether runs that are kept back suffer is for those to mind who plan.
   *
   * @throws {@link BudgetExceededError} when the limits do not hold so many runs.
   */
  startRuns(count: number): void {
    const left = this.isFollowing ? Infinity : this.#runsLeft()
    if (count > left) {
      this.#onShortage()
      throw new BudgetExceededError({
        limit: 'The number of runs',
        allowed: this.#totals.runs + Math.max(0, left),
        wanted: this.#totals.runs + count,
      })
    }
    this.#runsInFlight += count
  }

  /** Notes what runs that were started have used. */
  endRuns(count: number, results: readonly TestResult[]): void {
    this.#runsInFlight -= count
    const [totals, ran] = [this.#totals, this.#ran]
    for (const result of results) {
      const calls = callsOf(result)
      const cost = sum(result.total_cost_usd, result.judge_cost_usd)
      totals.runs += 1
      totals.calls += calls
      totals.tokens += result.total_tokens + result.judge_tokens
      ran.runs += 1
      ran.calls += calls
      ran.costUsd += cost ?? 0
      this.#addCost(cost, 'a run of the workflow')
    }
  }

  /** @throws {@link BudgetExceededError} when the limits do not hold one more call. */
  startCall(costUsd: number | null): void {
    if (!this.mayCall(costUsd))
      throw new BudgetExceededError({
        limit: 'The number or the cost of model calls',
        allowed: this.limits.calls ?? this.limits.costUsd ?? 0,
        wanted: this.#totals.calls + 1,
      })
    this.#callsInFlight += 1
    this.#costInFlight += costUsd ?? 0
  }

  /** Notes what a call that was started has used; nothing when it failed. */
  endCall(costUsd: number | null, used?: ReflectionCall): void {
    this.#callsInFlight -= 1
    this.#costInFlight -= costUsd ?? 0
    this.count(used)
  }

  /** Notes a call of the reflection model; one that failed has used nothing else. */
  count(used?: ReflectionCall): void {
    const totals = this.#totals
    totals.calls += 1
    totals.reflectionCalls += 1
    if (used === undefined) return
    totals.tokens += used.input_tokens + used.output_tokens
    this.#addCost(used.cost_usd, 'a call of the reflection model')
  }

  #runsLeft(): number {
    const { calls = Infinity, costUsd = Infinity } = this.limits
    const each = this.#perRun()
    const left = [
      this.#maxRuns - this.#totals.runs,
      each.calls === 0 ? Infinity : (calls - this.#totals.calls - this.#callsInFlight) / each.calls,
      each.costUsd === 0 ? Infinity : (costUsd - this.#totals.costUsd - this.#costInFlight) / each.costUsd,
    ]
    return Math.floor(Math.min(...left) - this.#runsInFlight + rounding)
  }

  #perRun(): Required<RunBounds> {
    const { calls = 0, costUsd = 0 } = this.bounds
    const runs = Math.max(1, this.#ran.runs)
    return { calls: Math.max(calls, this.#ran.calls / runs), costUsd: Math.max(costUsd, this.#ran.costUsd / runs) }
  }

  #addCost(costUsd: number | null, of: string): void {
    if (costUsd !== null) {
      this.#totals.costUsd += costUsd
      return
    }
    this.#totals.unknownPrices += 1
    if (this.limits.costUsd !== undefined) throw new UnknownPriceError({ cap: 'maxCostUsd', of })
  }
}

/** Sums of dollars are not exact; this is far below a cent. */
const rounding = 1e-9

/** Model calls of a run: one for each node that used tokens, as often as it was tried, and those of its judges. */
function callsOf({ nodes, attempts, assertions }: TestResult): number {
  const own = nodes.filter(({ total_tokens }) => total_tokens > 0).length
  const judges = assertions.reduce((count, { judge }) => count + (judge === undefined ? 0 : judge.votes), 0)
  return Math.max(1, own) * attempts + judges
}

function sum(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other
}
