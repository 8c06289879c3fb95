import type { TaskLane } from './task-scheduler.ts'

type Source<Task> = Iterator<Task> | AsyncIterator<Task>

/** Reads tasks from lanes, one at a time: larger weights first, lanes of equal weight in turns. */
export class LaneReader<Task> {
  /** Iterators by weight, largest first; the first of a weight is read next. */
  readonly #levels: Source<Task>[][]

  constructor(lanes: readonly TaskLane<Task>[]) {
    const weights = [...new Set(lanes.map(({ weight }) => weight))].toSorted((one, other) => other - one)
    this.#levels = weights.map((weight) =>
      lanes.filter((lane) => lane.weight === weight).map(({ tasks }) => open(tasks)),
    )
  }

  /** @returns `undefined` when all lanes have ended. */
  async next(): Promise<{ readonly task: Task } | undefined> {
    for (;;) {
      const source = this.#levels[0]?.shift()
      if (source === undefined) {
        if (this.#levels.shift() === undefined) return undefined
        continue
      }
      const step = await source.next()
      if (step.done === true) continue
      this.#levels[0]?.push(source)
      return { task: step.value }
    }
  }

  /** Lets go of what the lanes read from. */
  async close(): Promise<void> {
    await Promise.all(this.#levels.flat().map(async (source) => source.return?.()))
  }
}

function open<Task>(tasks: Iterable<Task> | AsyncIterable<Task>): Source<Task> {
  return Symbol.asyncIterator in tasks ? tasks[Symbol.asyncIterator]() : tasks[Symbol.iterator]()
}
