import type { RunProgress } from '@autoopt/executor'
import { formatCount } from '../terminal/format-count.ts'
import { describeWait } from './describe-wait.ts'
import { RunningFigures } from './running-figures.ts'

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

/** Milliseconds between two states of the line on a terminal, and between two lines elsewhere. */
const intervals = { line: 100, lines: 10_000 } as const
/** Columns of a terminal that does not tell. */
const unknownWidth = 80
const eraseLine = '\r\u001B[2K'

/** Shows how far a run has come: one line that changes on a terminal; elsewhere a line now and then, and at each wait. */
export class LiveDisplay implements Disposable {
  readonly #stream: Stream
  readonly #now: () => number
  readonly #figures = new RunningFigures()
  readonly #timer: NodeJS.Timeout | undefined
  #shownAt = -Infinity
  #wait: { readonly text: string; readonly until: number } | undefined

  constructor(stream: Stream = process.stderr, now: () => number = () => performance.now()) {
    this.#stream = stream
    this.#now = now
    if (stream.isTTY) this.#timer = setInterval(() => this.#show(), 1000).unref()
  }

  update(event: RunProgress): void {
    if (event.type === 'run-started') this.#start(event)
    if (event.type === 'case-finished') this.#figures.add(event)
    if (event.type === 'waiting') this.#noteWait(event)
    if (event.type === 'case-finished' || event.type === 'waiting') this.#show()
  }

  /** Says something in between. */
  say(text: string): void {
    this.#stream.write(`${this.#stream.isTTY ? eraseLine : ''}${text}\n`)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    if (this.#stream.isTTY) this.#stream.write(eraseLine)
  }

  #start(event: Extract<RunProgress, { type: 'run-started' }>): void {
    this.#figures.start(event, this.#now())
    // Where lines stay, the first comes when there is something to tell.
    if (!this.#stream.isTTY) this.#shownAt = this.#now()
  }

  #noteWait(event: Extract<RunProgress, { type: 'waiting' }>): void {
    const text = describeWait(event)
    const isNews = text !== undefined && text !== this.#wait?.text
    this.#wait = text === undefined ? undefined : { text, until: this.#now() + event.waitMs }
    if (isNews && !this.#stream.isTTY) this.say(`waiting: ${text}`)
  }

  #show(): void {
    const now = this.#now()
    const { isTTY, columns } = this.#stream
    if (now - this.#shownAt < (isTTY ? intervals.line : intervals.lines) || this.#figures.expected === 0) return
    this.#shownAt = now
    const line = [...this.#figures.describe(now), ...this.#waiting(now)].join(' · ')
    this.#stream.write(isTTY ? `${eraseLine}${line.slice(0, (columns || unknownWidth) - 1)}` : `${line}\n`)
  }

  #waiting(now: number): string[] {
    if (this.#wait === undefined) return []
    const seconds = Math.ceil((this.#wait.until - now) / 1000)
    return [`waiting${seconds > 0 ? ` ${formatCount(seconds)} s` : ''}: ${this.#wait.text}`]
  }
}
