/** Hands on what a task says while it works, in its order, to one listener who may be slower. */
export class EventChannel<Event> {
  readonly #waiting: Event[] = []
  #hasEnded = false
  #wake: () => void = () => undefined

  emit(event: Event): void {
    this.#waiting.push(event)
    this.#wake()
  }

  /** Everything that is emitted until the task ends; its failure is thrown behind the last event. */
  async *follow<Result>(task: Promise<Result>): AsyncGenerator<Event, Result> {
    const end = (): void => {
      this.#hasEnded = true
      this.#wake()
    }
    task.then(end, end)
    for (;;) {
      yield* this.#waiting.splice(0)
      if (this.#waiting.length > 0) continue
      if (this.#hasEnded) return task
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
