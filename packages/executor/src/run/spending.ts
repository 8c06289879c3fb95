import type { TestResult } from '@autoopt/collector'
import type { StopConditions } from '@autoopt/config'
import type { StopReason } from '../schedule/task-scheduler.ts'

/** What has been spent in all, by everybody who asks models for a run. */
export interface Usage {
  readonly calls: number
  readonly tokens: number
  /** `null` when a price is unknown. */
  readonly cost_usd: number | null
}

/** Types of nodes that ask a model once each time they run. */
const modelNodes: ReadonlySet<string> = new Set(['llm', 'question-classifier', 'parameter-extractor', 'agent'])

/**
 * Tells when a run has spent what it may. What runs is taken to cost what the cases before it did, so that the last cases do not go
 * far beyond a limit.
 */
export class Spending {
  readonly #limits: Partial<StopConditions>
  readonly #measure: (() => Usage) | undefined
  #underWay = 0
  #results = 0
  #failed = 0
  #calls = 0
  #tokens = 0
  #cost: number | null = 0

  /** `measure` knows better than the results what was spent: retries, and cases that failed. */
  constructor(limits: Partial<StopConditions> = {}, measure?: () => Usage) {
    this.#limits = limits
    this.#measure = measure
  }

  add(result: TestResult): void {
    const { status, assertions, nodes, total_cost_usd: cost, judge_cost_usd: judgeCost } = result
    this.#results += 1
    if (status === 'failed' || status === 'error') this.#failed += 1
    const votes = assertions.reduce((sum, { judge }) => sum + (judge?.votes ?? 0), 0)
    this.#calls += votes + nodes.filter(({ type }) => modelNodes.has(type)).length
    this.#tokens += result.total_tokens + result.judge_tokens
    this.#cost = this.#cost === null || cost === null || judgeCost === null ? null : this.#cost + cost + judgeCost
  }

  /** Takes note of a case that is under way, and will be spent for. The function that it returns says that it no longer is. */
  begin(): () => void {
    let isUnderWay = true
    this.#underWay += 1
    return () => {
      if (isUnderWay) this.#underWay -= 1
      isUnderWay = false
    }
  }

  mayStart(): StopReason | undefined {
    const { max_failed_cases: maxFailed, max_calls, max_tokens, max_cost_usd } = this.#limits
    if (maxFailed !== undefined && this.#failed >= maxFailed)
      return {
        kind: 'max_failed_cases',
        message: `${this.#failed} results failed; stop.max_failed_cases is ${maxFailed}.`,
      }
    const { calls, tokens, cost_usd: cost } = this.spent()
    if (max_cost_usd !== undefined && cost === null)
      return {
        kind: 'max_cost_usd',
        message:
          'stop.max_cost_usd is set, and the price of a model is unknown; give its price, or limit calls or tokens.',
      }
    const spent = [
      ['max_calls', calls, max_calls],
      ['max_tokens', tokens, max_tokens],
      ['max_cost_usd', cost ?? 0, max_cost_usd],
    ] as const
    for (const [kind, amount, limit] of spent) {
      if (limit !== undefined && this.#withUnderWay(amount) >= limit * (1 - rounding))
        return {
          kind,
          message: `${amount} spent, with ${this.#underWay} cases under way; stop.${kind} is ${limit}.`,
        }
    }
    return undefined
  }

  /** By everybody, so far. */
  spent(): Usage {
    return this.#measure?.() ?? { calls: this.#calls, tokens: this.#tokens, cost_usd: this.#cost }
  }

  #withUnderWay(amount: number): number {
    return this.#results === 0 ? amount : amount + (amount / this.#results) * this.#underWay
  }
}

/** Sums of dollars that should be equal differ by less than this share. */
const rounding = 1e-9
