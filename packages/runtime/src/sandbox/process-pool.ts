import type { SandboxProcess } from './sandbox-process.ts'
import { untilAborted } from './until-aborted.ts'

/** A few processes that stay warm between runs. One is started when there is a run and none is free, up to the size of the pool. */
export class ProcessPool {
  readonly #size: number
  readonly #start: () => Promise<SandboxProcess>
  readonly #idle: SandboxProcess[] = []
  readonly #waiting: (() => void)[] = []
  readonly #living = new Set<SandboxProcess>()
  #taken = 0
  #isClosed = false

  constructor({ size, start }: { readonly size: number; readonly start: () => Promise<SandboxProcess> }) {
    this.#size = size
    this.#start = start
  }

  /** Lends a process for one task. A task whose signal is aborted while it waits is not begun. */
  async use<Result>(
    task: (process: SandboxProcess) => Promise<Result>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Result> {
    await this.#takePlace(options.signal)
    try {
      const process = this.#takeIdle() ?? (await this.#startOne(options.signal))
      try {
        options.signal?.throwIfAborted()
        return await task(process)
      } finally {
        this.#giveBack(process)
      }
    } finally {
      this.#taken -= 1
      this.#waiting.shift()?.()
    }
  }

  /** Ends all processes; runs that are under way fail. */
  close(): void {
    this.#isClosed = true
    for (const process of this.#living) process.kill()
    this.#living.clear()
    this.#idle.length = 0
  }

  async #takePlace(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    while (this.#taken >= this.#size) await this.#waitForPlace(signal)
    this.#taken += 1
  }

  async #waitForPlace(signal: AbortSignal | undefined): Promise<void> {
    let wake: (() => void) | undefined
    const freed = new Promise<void>((resolve) => {
      wake = resolve
      this.#waiting.push(resolve)
    })
    try {
      await untilAborted(freed, signal)
    } finally {
      const place = wake === undefined ? -1 : this.#waiting.indexOf(wake)
      if (place >= 0) this.#waiting.splice(place, 1)
    }
  }

  #takeIdle(): SandboxProcess | undefined {
    for (let process = this.#idle.pop(); process !== undefined; process = this.#idle.pop()) {
      if (!process.hasEnded) return process
      this.#living.delete(process)
    }
    return undefined
  }

  /** A start that nobody waits for any more still gives its process to the next run. */
  async #startOne(signal: AbortSignal | undefined): Promise<SandboxProcess> {
    this.#assertOpen()
    const starting = this.#start()
    try {
      const process = await untilAborted(starting, signal)
      this.#assertOpen()
      this.#living.add(process)
      return process
    } catch (error) {
      void starting.then(
        (process) => this.#adopt(process),
        () => {},
      )
      throw error
    }
  }

  #adopt(process: SandboxProcess): void {
    if (this.#isClosed || this.#living.size >= this.#size) {
      process.kill()
      return
    }
    this.#living.add(process)
    this.#idle.push(process)
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new Error('the sandbox is closed')
  }

  #giveBack(process: SandboxProcess): void {
    if (process.hasEnded || this.#isClosed) this.#living.delete(process)
    else this.#idle.push(process)
  }
}
