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

/** Lets processes work in a world. @returns the moments at which something had changed. */
export async function watch(
  { disk, machine, ledger }: World,
  { store, mutate = (files) => files }: WatchOptions,
  work: (open: OpenProcess) => Promise<void>,
): Promise<Moment[]> {
  const moments: Moment[] = []
  let last = ''
  const look = (call?: PortCall): void => {
    const state = `${disk.changes} ${ledger.changes}`
    if (state === last) return
    last = state
    moments.push({ cut: disk.cut(), machine, ledger: ledger.clone(), before: call ? describeCall(call) : 'the end' })
  }
  const files = mutate(recordingPort(disk, look))
  await work((options) => {
    const host = machine.startProcess()
    return new RecordedStore(
      new FileSystemStorage({ storageDir, files, host, now: disk.now, ...store, ...options }),
      ledger,
    )
  })
  look()
  return moments
}
