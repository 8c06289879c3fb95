import type { TestResult } from '@autoopt/collector'
import type { CampaignEvent } from '@autoopt/optimizer'
import { formatCost } from '../run/print-trace.ts'
import { countOf } from '../terminal/count-of.ts'
import { formatCount } from '../terminal/format-count.ts'
import { formatTime } from '../terminal/format-time.ts'
import { excerpt } from '../terminal/print.ts'
import { signedPoints } from './signed-points.ts'

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

export interface CampaignDisplayOptions {
  /** Calls and dollars of all roles so far. */
  readonly spent: () => { readonly calls: number; readonly costUsd: number | null }
  readonly stream?: Stream
  readonly now?: () => number
}

const intervalMs = 100
/** What was learnt with smaller effects is noise for a person. */
const leastEffect = 0.01
const mostLearned = 4
const eraseLine = '\r\u001B[2K'

/** Shows what a campaign does: a line for each thing that is news and, on a terminal, one below that changes all the time. */
export class CampaignDisplay implements Disposable {
  readonly #options: CampaignDisplayOptions
  readonly #stream: Stream
  readonly #now: () => number
  readonly #startedAt: number
  readonly #titles: ReadonlyMap<string, string>
  readonly #timer: NodeJS.Timeout | undefined
  #shownAt = -Infinity
  #runs = 0
  #passed = 0
  readonly #learned: Extract<CampaignEvent, { type: 'learned' }>[] = []
  #gain = 0
  #doing = 'looking at the workflow as it is'

  /** @param titles of the prompts, by their id. */
  constructor(titles: ReadonlyMap<string, string>, options: CampaignDisplayOptions) {
    const { stream = process.stderr, now = () => performance.now() } = options
    this.#titles = titles
    this.#options = options
    this.#stream = stream
    this.#now = now
    this.#startedAt = now()
    if (stream.isTTY) this.#timer = setInterval(() => this.#show(), 1000).unref()
  }

  /** A run has ended. */
  count({ status }: TestResult): void {
    this.#runs += 1
    this.#passed += Number(status === 'passed')
    this.#show()
  }

  update(event: CampaignEvent): void {
    switch (event.type) {
      case 'stage_decided':
        this.say(`${event.stage.replaceAll('_', ' ')}: ${event.decision}. ${event.reason}`)
        break
      case 'race_started':
        this.#doing = `round ${event.round}: ${countOf(event.candidates.length, 'candidate')} on ${countOf(event.cases, 'case')}`
        if (!this.#stream.isTTY) this.say(this.#doing)
        break
      case 'incumbent':
        this.#gain = event.gain
        this.say(`round ${event.round}: a better wording, ${signedPoints(event.gain)} points as it looks`)
        break
      case 'learned':
        this.#learned.push(event)
        break
      case 'race_finished':
        this.#tellLearned()
        break
      case 'confirmed':
        this.#doing = 'done'
        break
      case 'stage_started':
      case 'stage_progress':
      case 'planned':
      case 'spent':
      case 'finished':
        break
    }
    this.#show()
  }

  /** Says something in between. */
  say(text: string): void {
    this.#stream.write(`${this.#stream.isTTY ? eraseLine : ''}${text}\n`)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    if (this.#stream.isTTY) this.#stream.write(eraseLine)
  }

  /** Of what was learnt since the last time, what matters most. */
  #tellLearned(): void {
    const learned = this.#learned.splice(0).filter(({ effect }) => Math.abs(effect) >= leastEffect)
    const most = learned.toSorted((one, other) => Math.abs(other.effect) - Math.abs(one.effect)).slice(0, mostLearned)
    for (const { component, text, effect } of most)
      this.say(`  ${signedPoints(effect)} points, ${this.#titleOf(component)}: ${excerpt(text, 90)}`)
  }

  #titleOf(component: string): string {
    return this.#titles.get(component) ?? component
  }

  #show(): void {
    const now = this.#now()
    const { isTTY, columns = 100 } = this.#stream
    if (!isTTY || now - this.#shownAt < intervalMs) return
    this.#shownAt = now
    const { calls, costUsd } = this.#options.spent()
    const facts = [
      this.#doing,
      `best ${signedPoints(this.#gain)} points`,
      `${formatCount(this.#runs)} runs, ${this.#runs === 0 ? 0 : Math.round((100 * this.#passed) / this.#runs)} % passed`,
      `${formatCount(calls)} calls`,
      formatCost(costUsd),
      formatTime(now - this.#startedAt),
    ]
    this.#stream.write(`${eraseLine}${facts.join(' · ').slice(0, columns - 1)}`)
  }
}
