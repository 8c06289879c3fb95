import { formatCount } from './format-count.ts'

/** How far long work has come, in the words of every store's long work. */
export interface WorkCounts {
  readonly prompts: number
  readonly totalPrompts?: number
  readonly versions?: number
}

const intervalMs = 100
const eraseLine = '\r\u001B[2K'

/** One line on a terminal that says how far work has come, and is gone when it ends. Anywhere else: nothing. */
export class ProgressLine implements Disposable {
  readonly #stream: NodeJS.WritableStream & { readonly isTTY?: boolean }
  #shownAt = 0

  constructor(stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr) {
    this.#stream = stream
  }

  /** @param what is being done, e.g. `verifying`. */
  show(what: string, counts: WorkCounts): void {
    const now = performance.now()
    if (!this.#stream.isTTY || now - this.#shownAt < intervalMs) return
    this.#shownAt = now
    this.#stream.write(`${eraseLine}${what}: ${describe(counts)}`)
  }

  [Symbol.dispose](): void {
    if (this.#shownAt > 0) this.#stream.write(eraseLine)
  }
}

function describe({ prompts, totalPrompts, versions }: WorkCounts): string {
  const of = totalPrompts === undefined ? '' : ` of ${formatCount(totalPrompts)}`
  const and = versions === undefined ? '' : `, ${formatCount(versions)} versions`
  return `${formatCount(prompts)}${of} prompts${and}`
}
