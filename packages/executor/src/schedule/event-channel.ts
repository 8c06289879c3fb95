export interface ChannelEnd {
  readonly error?: Error | undefined
}

/** Carries values from whoever pushes them to one reader. */
export class EventChannel<Value> implements AsyncIterable<Value> {
  #values: Value[] = []
  #unread = 0
  #end: ChannelEnd | undefined
  #wake: (() => void) | undefined
  readonly #onRead: () => void
  readonly #onLeave: () => Promise<void>

  /** `onRead` is called for each value that is taken; `onLeave` when the reader leaves, for whatever reason. */
  constructor({ onRead, onLeave }: { readonly onRead: () => void; readonly onLeave: () => Promise<void> }) {
    this.#onRead = onRead
    this.#onLeave = onLeave
  }

  /** Values that nobody has read yet. */
  get size(): number {
    return this.#unread
  }

  push(value: Value): void {
    this.#values.push(value)
    this.#unread += 1
    this.#wake?.()
  }

  /** Values that are still to be read are read first; then the reader ends, or gets the error. */
  close(end: ChannelEnd = {}): void {
    this.#end ??= end
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Value, void, void> {
    try {
      for (;;) {
        while (this.#values.length > 0) {
          const values = this.#values
          this.#values = []
          // Last first, so that what was read leaves the list at once and does not grow old with it.
          values.reverse()
          while (values.length > 0) {
            const value = values.pop() as Value
            this.#unread -= 1
            this.#onRead()
            yield value
          }
        }
        if (this.#end !== undefined) break
        await new Promise<void>((resolve) => (this.#wake = resolve))
      }
      if (this.#end.error !== undefined) throw this.#end.error
    } finally {
      await this.#onLeave()
    }
  }
}
