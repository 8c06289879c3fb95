/** Tasks that wait for their next try, the earliest first. */
export class RetryQueue<Task> {
  /** The earliest last. */
  readonly #waiting: { readonly task: Task; readonly at: number }[] = []

  get size(): number {
    return this.#waiting.length
  }

  add(task: Task, at: number): void {
    const place = this.#waiting.findLastIndex((waiting) => waiting.at > at)
    this.#waiting.splice(place + 1, 0, { task, at })
  }

  /** Milliseconds until the earliest is due; infinite when none waits. */
  waitMs(now: number): number {
    return Math.max(0, (this.#waiting.at(-1)?.at ?? Number.POSITIVE_INFINITY) - now)
  }

  /** The earliest, when it is due. */
  take(now: number): Task | undefined {
    return this.waitMs(now) === 0 ? this.#waiting.pop()?.task : undefined
  }
}
