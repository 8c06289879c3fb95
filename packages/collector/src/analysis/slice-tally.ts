import type { TestResult } from '../results/test-result.ts'
import type { TestStatus } from '../results/test-status.ts'
import { DurationTally } from './duration-tally.ts'
import { ExactSum } from './exact-sum.ts'
import { gradeOf } from './grade-of.ts'
import { KnownCost } from './known-cost.ts'
import type { SliceMetrics } from './metrics-schemas.ts'
import { rateInterval } from './rate-interval.ts'

const counters = [
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'judge_tokens',
  'gate_failed',
  'must_pass_failed',
  'unasserted',
  'simulated',
] as const
type Counter = (typeof counters)[number]

/** Counts one set of results in memory that does not grow with it. */
export class SliceTally {
  readonly #statuses: Record<TestStatus, number> = { passed: 0, failed: 0, error: 0, infra_error: 0 }
  readonly #counts = Object.fromEntries(counters.map((name) => [name, 0])) as Record<Counter, number>
  readonly #weight = new ExactSum()
  readonly #weightedScore = new ExactSum()
  readonly #duration = new DurationTally()
  readonly #cost = new KnownCost()
  readonly #judgeCost = new KnownCost()

  /** Results that were not lost to the infrastructure. */
  get scored(): number {
    return this.#statuses.passed + this.#statuses.failed + this.#statuses.error
  }

  add(result: TestResult): void {
    const { status } = result
    this.#statuses[status] += 1
    for (const [name, count] of Object.entries(countsOf(result))) this.#counts[name as Counter] += count
    if (result.score !== null) {
      this.#weight.add(result.weight)
      this.#weightedScore.add(result.weight * result.score)
    }
    if (status === 'passed' || status === 'failed') this.#duration.add(result.elapsed_ms)
    this.#cost.add(result.total_cost_usd)
    this.#judgeCost.add(result.judge_cost_usd)
  }

  merge(other: SliceTally): void {
    for (const status of Object.keys(this.#statuses) as TestStatus[]) this.#statuses[status] += other.#statuses[status]
    for (const name of counters) this.#counts[name] += other.#counts[name]
    this.#weight.merge(other.#weight)
    this.#weightedScore.merge(other.#weightedScore)
    this.#duration.merge(other.#duration)
    this.#cost.merge(other.#cost)
    this.#judgeCost.merge(other.#judgeCost)
  }

  /** `repeats` is how many results there are of a case, on average. */
  metrics({ repeats, level }: { readonly repeats: number; readonly level: number }): SliceMetrics {
    const { passed, failed, error, infra_error: lost } = this.#statuses
    const scored = this.scored
    const total = scored + lost
    const rate = scored === 0 ? null : passed / scored
    const execution = this.#duration.metrics()
    return {
      total,
      passed,
      failed,
      errors: error,
      infra_errors: lost,
      success_rate: rate,
      success_rate_interval: rate === null ? null : rateInterval(rate, { observations: scored / repeats, level }),
      grade: rate === null ? null : gradeOf(rate),
      avg_score: scored === 0 ? null : Math.min(1, this.#weightedScore.value / this.#weight.value),
      error_rate: scored === 0 ? null : error / scored,
      infra_error_rate: total === 0 ? null : lost / total,
      avg_execution_time: execution === null ? null : execution.mean / 1000,
      execution_ms: execution,
      ...this.#counts,
      cost: this.#cost.metrics(),
      judge_cost: this.#judgeCost.metrics(),
    }
  }
}

function countsOf(result: TestResult): Record<Counter, number> {
  const missed = result.status === 'failed' || result.status === 'error'
  return {
    input_tokens: result.input_tokens,
    output_tokens: result.output_tokens,
    total_tokens: result.total_tokens,
    judge_tokens: result.judge_tokens,
    gate_failed: Number(result.gate_failed),
    must_pass_failed: Number(result.must_pass && missed),
    unasserted: Number(result.unasserted),
    simulated: Number(result.simulated),
  }
}
