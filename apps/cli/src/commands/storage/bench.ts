import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { exitCode, type ExitCode, UsageError } from '../../exit-code.ts'
import { FileError, reasonOf } from '../../files/file-error.ts'
import { loadSettings } from '../../files/load-settings.ts'
import { type FoundRatio, measureStorage } from '../../measure/measure-storage.ts'
import { findStore } from '../../open-storage.ts'
import { interruptible } from '../../terminal/interruptible.ts'
import { formatTable, print, printJson, tell } from '../../terminal/print.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

export interface BenchCommandOptions extends StorageCommandOptions {
  readonly quick?: boolean
}

/** Measures a store on this disk beside the bare system calls, in a temporary folder that is gone afterwards. */
export async function bench({ quick = false, json, ...options }: BenchCommandOptions): Promise<ExitCode> {
  const place = findStore(options, await loadSettings(options.env))
  if (place === undefined) throw new UsageError('Which disk? Give --storage <folder>; the store in it is not touched.')
  const folder = await makeFolderNear(place.storageDir)
  try {
    const rounds = quick ? 3 : 15
    const { durability, ratios } = await interruptible('Nothing was left behind.', async (signal) =>
      measureStorage({ ...place, storageDir: folder, minFreeBytes: 0 }, { rounds, signal }),
    )
    if (json) printJson({ storage_dir: resolve(place.storageDir), durability, rounds, ratios: ratios.map(toJson) })
    else {
      print(formatTable(['WHAT', 'STORE', 'SYSTEM CALLS', 'RATIO', 'SPREAD'], ratios.map(toRow)))
      tell(`\ndurability ${durability}, medians of ${rounds} rounds in turns, spread from the best to the worst round`)
    }
    return exitCode.fine
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A folder on the same disk: in the store's folder, where its name means nothing, or in the nearest that there is. */
async function makeFolderNear(path: string): Promise<string> {
  let near = resolve(path)
  while (!existsSync(near) && near !== dirname(near)) near = dirname(near)
  try {
    return await mkdtemp(join(near, '.autoopt-bench-'))
  } catch (error) {
    throw new FileError(`Cannot make a temporary folder in ${near}: ${reasonOf(error)}.`, { cause: error })
  }
}

function toRow({ name, versus, storeMs, rawMs, ratio, least, most }: FoundRatio): string[] {
  const spread = `${least.toFixed(2)}–${most.toFixed(2)}`
  return [name, formatTime(storeMs), `${formatTime(rawMs)}  ${versus}`, ratio.toFixed(2), spread]
}

function formatTime(ms: number): string {
  return ms < 1 ? `${(ms * 1000).toFixed(1)} µs` : `${ms.toFixed(2)} ms`
}

function toJson({ name, versus, storeMs, rawMs, ratio, least, most }: FoundRatio): unknown {
  return { name, versus, store_ms: storeMs, raw_ms: rawMs, ratio, ratio_min: least, ratio_max: most }
}
