import type { Host } from '../../src/layout/host.ts'

/** The processes of a machine that can be made to lose its power. */
export class CrashMachine {
  readonly #boot: number
  readonly #living = new Set<number>()
  readonly #firstPid: number
  #started = 0

  constructor({ boot = 1, firstPid = 100 }: { readonly boot?: number; readonly firstPid?: number } = {}) {
    this.#boot = boot
    this.#firstPid = firstPid
  }

  /** Starts a process. */
  startProcess(): Host {
    const pid = this.#firstPid + this.#started
    this.#started += 1
    this.#living.add(pid)
    return {
      bootId: this.#boot.toString(16).padStart(8, '0'),
      hostId: 'abcdef01',
      pid,
      threadId: 0,
      startOf: (other) => (this.#living.has(other) ? String(1000 + other) : undefined),
    }
  }

  /** The machine after its power was cut. Ids of processes are given again from the start. */
  restarted(): CrashMachine {
    return new CrashMachine({ boot: this.#boot + 1, firstPid: this.#firstPid })
  }

  /** The machine after all its processes were killed. */
  afterKill(): CrashMachine {
    return new CrashMachine({ boot: this.#boot, firstPid: this.#firstPid + this.#started })
  }
}
