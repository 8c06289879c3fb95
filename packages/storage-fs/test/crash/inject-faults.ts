/**
 * Lets each call of an operation fail once, and asks whether the store is intact:
 *
 * 1. Do the operation without faults, to count its calls.
 * 2. For each call and error, do it again on the same disk with that call failing. It may succeed or fail with an error
 *    of this package; a flush that fails has lost what it was to flush, whatever a later one says.
 * 3. Read everything with the process that saw the fault.
 * 4. Inspect the store as the next process finds it, and as it is found after a power cut.
 */
import { dirname } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { StorageError } from '@autoopt/storage-core'
import type { FilePort } from '../../src/index.ts'
import { CrashDisk } from './crash-disk.ts'
import { crashImages, type DiskModel } from './crash-images.ts'
import { CrashMachine } from './crash-machine.ts'
import { faultyPort } from './faulty-port.ts'
import { inspect } from './inspect.ts'
import { describeCall, type PortCall } from './intercepted-port.ts'
import { Ledger } from './ledger.ts'
import { diskAfterKill } from './rebuild-disk.ts'
import { recordingPort } from './recording-port.ts'
import { seededRandom } from './seeded-random.ts'
import type { Errno } from './system-error.ts'
import { type OpenProcess, storageDir, type WatchOptions, work, type World } from './world.ts'

/** Something that one process does with a store. */
export interface Operation {
  readonly name: string
  /** What is there before, durably. */
  readonly prepare: (open: OpenProcess) => Promise<void>
  readonly run: (open: OpenProcess) => Promise<void>
}

export interface FaultOptions extends WatchOptions {
  readonly model: DiskModel
  /** The errors with which the call of that number fails, one after the other. */
  readonly codes: (call: number) => readonly Errno[]
}

export interface Faults {
  /** How many calls the operation makes. */
  readonly calls: number
  /** How often it failed. */
  readonly failures: number
  readonly findings: string[]
}

/** The calls of which a file server may have done the work when the answer is lost. */
const losesAnswers = new Set<keyof FilePort>(['link', 'rename', 'unlink', 'makeDirectory', 'removeDirectory'])

/** Less than a version takes, so that some of it is written when the rest fails. */
const maxWriteBytes = 500

export async function injectFaults(operation: Operation, options: FaultOptions): Promise<Faults> {
  const start = await prepared(operation, options)
  const calls = await countCalls(operation, start(), options)
  const findings: string[] = []
  let failures = 0
  for (let at = 0; at < calls; at += 1) {
    for (const code of options.codes(at)) {
      for (const isDone of [false, true]) {
        const world = start()
        const outcome = await runWithFault(operation, world, { ...options, at, code, isDone })
        if (outcome.call === undefined || (isDone && !losesAnswers.has(outcome.call.method))) continue
        if (outcome.hasFailed) failures += 1
        await inspectAfter(world, options)
        const what = `${code} ${isDone ? 'after' : 'at'} call ${at}, ${describeCall(outcome.call)}`
        findings.push(...world.ledger.findings.map((finding) => `${what}: ${finding}`))
      }
    }
  }
  return { calls, failures, findings }
}

/** @returns what makes the world in which the operation begins. */
async function prepared({ prepare }: Operation, options: WatchOptions): Promise<() => World> {
  const world: World = { disk: new CrashDisk({ maxWriteBytes }), machine: new CrashMachine(), ledger: new Ledger() }
  world.disk.makeDirectory(dirname(storageDir))
  await world.disk.flushDirectory('/')
  await work(world, { ...options, mutate: undefined }, prepare)
  const cut = world.disk.cut()
  return () => ({ disk: diskAfterKill(cut), machine: world.machine.afterKill(), ledger: world.ledger.clone() })
}

async function countCalls(operation: Operation, world: World, options: FaultOptions): Promise<number> {
  let calls = 0
  const mutate: WatchOptions['mutate'] = (files) =>
    recordingPort(beneath(options, files), () => {
      calls += 1
    })
  await work(world, { ...options, mutate }, operation.run)
  return calls
}

async function runWithFault(
  { run }: Operation,
  world: World,
  options: FaultOptions & { readonly at: number; readonly code: Errno; readonly isDone: boolean },
): Promise<{ readonly call: PortCall | undefined; readonly hasFailed: boolean }> {
  const { at, code, isDone, store } = options
  let call: PortCall | undefined
  const onFault = (failed: PortCall): void => {
    call = failed
    const [target] = failed.arguments
    if (failed.method.startsWith('flush') && !isDone) world.disk.poison(target as number | string)
  }
  const mutate: WatchOptions['mutate'] = (files) => faultyPort(beneath(options, files), { at, code, isDone, onFault })
  let hasFailed = false
  await work(world, { store, mutate }, async (open) => {
    const stores: ReturnType<OpenProcess>[] = []
    const openOne: OpenProcess = (changed) => {
      const opened = open(changed)
      stores.push(opened)
      return opened
    }
    hasFailed = await isFailing(world, async () => run(openOne))
    for (const opened of stores) {
      await isFailing(world, async () => opened.readAll('the process itself'))
      await isFailing(world, async () => opened.close())
    }
  })
  return { call, hasFailed }
}

/** What is between the store and the disk in any case. */
function beneath({ mutate = (files) => files }: WatchOptions, files: FilePort): FilePort {
  return mutate(files)
}

/** Far more turns of the event loop than any operation on a disk in memory takes. */
const maxTurns = 20_000

async function isFailing({ ledger }: World, run: () => Promise<void>): Promise<boolean> {
  try {
    const watched = { isOver: false }
    const running = run().finally(() => {
      watched.isOver = true
    })
    await Promise.race([running, manyTurns(watched)])
    if (!watched.isOver) ledger.findings.push('it never ends')
    return false
  } catch (error) {
    if (!(error instanceof StorageError)) {
      const what = error instanceof Error ? error.stack : String(error)
      ledger.findings.push(`an error that is not typed: ${what}`)
    }
    return true
  }
}

async function manyTurns(watched: { readonly isOver: boolean }): Promise<void> {
  for (let turn = 0; turn < maxTurns && !watched.isOver; turn += 1) await untilNextTurn()
}

async function inspectAfter({ disk, machine, ledger }: World, options: FaultOptions): Promise<void> {
  if (disk.openDescriptors > 0) ledger.findings.push(`${disk.openDescriptors} files are still open`)
  const { store, model, mutate } = options
  const cut = disk.cut()
  const killed = ledger.clone()
  killed.crash({ isPowerCut: false })
  await inspect({ disk: diskAfterKill(cut), machine: machine.afterKill(), ledger: killed }, { store, mutate })
  ledger.findings.push(...killed.findings.map((finding) => `the next process: ${finding}`))
  for (const image of crashImages(cut, { model, limit: 1, random: seededRandom(1) })) {
    const restarted = ledger.clone()
    restarted.crash({ isPowerCut: true })
    await inspect({ disk: image, machine: machine.restarted(), ledger: restarted }, { store, mutate })
    ledger.findings.push(...restarted.findings.map((finding) => `after a power cut: ${finding}`))
  }
}
