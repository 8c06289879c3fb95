/** Hands events from a producer that does not wait to one consumer that may come late. */
export class EventQueue<Item> implements AsyncIterable<Item> {
  readonly #items: Item[] = []
  #wake: (() => void) | undefined
  #closed = false
  #onLeave: (() => void) | undefined

  /** @param onLeave called when the consumer stops before the end. */
  constructor(onLeave?: () => void) {
    this.#onLeave = onLeave
  }

  push(item: Item): void {
    this.#items.push(item)
    this.#wake?.()
  }

  /** No more items follow. */
  close(): void {
    this.#closed = true
    this.#onLeave = undefined
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    try {
      for (;;) {
        yield* this.#items.splice(0)
        if (this.#items.length > 0) continue
        if (this.#closed) return
        await new Promise<void>((resolve) => (this.#wake = resolve))
        this.#wake = undefined
      }
    } finally {
      this.#onLeave?.()
    }
  }
}
