import type { RunProgress } from '@autoopt/executor'
import { formatCost } from '../run/print-trace.ts'
import { formatCount } from '../terminal/format-count.ts'
import { formatTime } from '../terminal/format-time.ts'

type Event<Type extends RunProgress['type']> = Extract<RunProgress, { type: Type }>

/** The few figures of a run that are shown while it goes on. They leave out what earlier parts of a resumed run gave. */
export class RunningFigures {
  expected = 0
  #finished = 0
  #startedAt = 0
  #fresh = 0
  #passed = 0
  #lost = 0
  #cost: number | null = 0

  start({ expected, finished }: Event<'run-started'>, now: number): void {
    this.expected = expected
    this.#finished = finished
    this.#startedAt = now
  }

  add({ result, finished }: Event<'case-finished'>): void {
    const { status, total_cost_usd: cost, judge_cost_usd: judgeCost } = result
    this.#finished = finished
    this.#fresh += 1
    this.#passed += Number(status === 'passed')
    this.#lost += Number(status === 'infra_error')
    this.#cost = this.#cost === null || cost === null || judgeCost === null ? null : this.#cost + cost + judgeCost
  }

  describe(now: number): string[] {
    const scored = this.#fresh - this.#lost
    const left = ((now - this.#startedAt) / Math.max(1, this.#fresh)) * (this.expected - this.#finished)
    return [
      `${formatCount(this.#finished)}/${formatCount(this.expected)}`,
      ...(scored === 0 ? [] : [`${Math.round((100 * this.#passed) / scored)} % passed`]),
      ...(this.#lost === 0 ? [] : [`${formatCount(this.#lost)} lost`]),
      formatCost(this.#cost),
      ...(this.#fresh === 0 || this.#finished === this.expected ? [] : [`${formatTime(left)} left`]),
    ]
  }
}
