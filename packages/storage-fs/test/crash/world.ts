import { join, sep } from 'node:path'

import { type FilePort, FileSystemStorage, type FileSystemStorageOptions } from '../../src/index.ts'
import type { CrashDisk } from './crash-disk.ts'
import type { CrashMachine } from './crash-machine.ts'
import { describeCall, type PortCall } from './intercepted-port.ts'
import type { Ledger } from './ledger.ts'
import type { PowerCut } from './power-cut.ts'
import { RecordedStore } from './recorded-store.ts'
import { recordingPort } from './recording-port.ts'

/** A machine with a disk, and what its users were told. */
export interface World {
  readonly disk: CrashDisk
  readonly machine: CrashMachine
  readonly ledger: Ledger
}

/** What the power may be cut at, or the processes be killed. */
export interface Moment {
  readonly cut: PowerCut
  readonly machine: CrashMachine
  readonly ledger: Ledger
  /** The call that was not made any more. */
  readonly before: string
}

/** Starts a process that opens the store. */
export type OpenProcess = (options?: Partial<FileSystemStorageOptions>) => RecordedStore

export interface WatchOptions {
  readonly store: Partial<FileSystemStorageOptions>
  /** Breaks what is between the store and the disk. */
  readonly mutate?: ((files: FilePort) => FilePort) | undefined
}

/** Where the store lies on the disk. */
export const storageDir = join(sep, 'data', 'store')

/** Lets processes work in a world. */
export async function work(
  { disk, machine, ledger }: World,
  { store, mutate = (files) => files }: WatchOptions,
  run: (open: OpenProcess) => Promise<void>,
  before?: (call: PortCall) => void,
): Promise<void> {
  const files = mutate(before ? recordingPort(disk, before) : disk)
  await run((options) => {
    const host = machine.startProcess()
    const storage = new FileSystemStorage({
      storageDir,
      files,
      host,
      now: disk.now,
      cacheSize: 100,
      ...store,
      ...options,
    })
    return new RecordedStore(storage, ledger)
  })
}

/** Lets processes work in a world. @returns the moments at which something had changed. */
export async function watch(
  world: World,
  options: WatchOptions,
  run: (open: OpenProcess) => Promise<void>,
): Promise<Moment[]> {
  const { disk, machine, ledger } = world
  const moments: Moment[] = []
  let last = ''
  const look = (call?: PortCall): void => {
    const state = `${disk.changes} ${ledger.changes}`
    if (state === last) return
    last = state
    moments.push({ cut: disk.cut(), machine, ledger: ledger.clone(), before: call ? describeCall(call) : 'the end' })
  }
  await work(world, options, run, look)
  look()
  return moments
}
