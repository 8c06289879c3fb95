/**
 * How much of the processors other programs used, from `/proc`: everything that was busy, less this family of processes
 * (the benchmark, what started it from `npm` down, and what it started), less the kernel's own threads, which write the journal
 * and serve loop devices for us. Ticks are 10 ms, so a share means something from 200 ms on.
 */
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessorUse {
  readonly atMs: number
  readonly busyTicks: number
  readonly processes: ReadonlyMap<number, ProcessUse>
}

interface ProcessUse {
  readonly parent: number
  readonly isKernel: boolean
  /** Its own and those of its children that have ended. */
  readonly ticks: number
}

/** @returns undefined where there is no `/proc`. */
export function readProcessorUse(): ProcessorUse | undefined {
  const summary = tryRead('/proc/stat')
  if (summary === undefined) return undefined
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] = numbers(
    /^cpu (.*)$/m.exec(summary)?.[1],
  )
  const processes = new Map<number, ProcessUse>()
  for (const name of readdirSync('/proc')) {
    const use = /^\d+$/.test(name) ? readProcess(name) : undefined
    if (use !== undefined) processes.set(Number(name), use)
  }
  return { atMs: performance.now(), busyTicks: user + nice + system + irq + softIrq + steal, processes }
}

/** @returns how many processors' worth of time other programs used between two readings. */
export function foreignShare(before: ProcessorUse, after: ProcessorUse): number {
  let ticks = after.busyTicks - before.busyTicks
  for (const [id, use] of after.processes) {
    if (use.isKernel || isFamily(id, after)) ticks -= use.ticks - (before.processes.get(id)?.ticks ?? 0)
  }
  return Math.max(0, (ticks * 10) / (after.atMs - before.atMs))
}

function readProcess(id: string): ProcessUse | undefined {
  // The name stands in parentheses and may hold anything; the fields behind it are numbers but for the state.
  const fields = tryRead(`/proc/${id}/stat`)?.split(') ').at(-1)
  if (fields === undefined) return undefined
  const [, parent = 0, , , , , flags = 0, , , , , user = 0, system = 0, endedUser = 0, endedSystem = 0] =
    numbers(fields)
  return { parent, isKernel: (flags & kernelThread) !== 0, ticks: user + system + endedUser + endedSystem }
}

/** `PF_KTHREAD` of the kernel's `sched.h`. */
const kernelThread = 0x0020_0000

function isFamily(id: number, { processes }: ProcessorUse): boolean {
  for (let ancestor = id; ancestor > 1; ancestor = processes.get(ancestor)?.parent ?? 0) {
    if (ancestor === process.pid || ancestor === process.ppid) return true
  }
  return false
}

function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // The process has ended, or this is not Linux.
    return undefined
  }
}

function numbers(text = ''): number[] {
  return text.trim().split(/\s+/).map(Number)
}
