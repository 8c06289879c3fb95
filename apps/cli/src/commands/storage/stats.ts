import type { StorageStats } from '@autoopt/storage-fs'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { formatBytes } from '../../terminal/format-bytes.ts'
import { formatCount } from '../../terminal/format-count.ts'
import { paint } from '../../terminal/paint.ts'
import { print, printJson } from '../../terminal/print.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

/** Counts a store, and says how it is kept and what room there is. */
export async function stats(options: StorageCommandOptions): Promise<ExitCode> {
  await using store = await openNamedStorage(options)
  const figures = await store.getStorageStats()
  if (options.json) printJson(figures)
  else printStats(figures)
  return exitCode.fine
}

function printStats({ storage_dir, total_prompts, total_versions, ...rest }: StorageStats): void {
  const { shard_depth, durability, disk, index } = rest
  const low = disk.is_low ? paint('yellow', ', less than a tenth') : ''
  print(`store       ${storage_dir}`)
  print(`prompts     ${formatCount(total_prompts)}`)
  print(`versions    ${formatCount(total_versions)}`)
  print(`shards      ${shard_depth === 0 ? 'none' : `named by ${shard_depth} hex digits`}`)
  print(`durability  ${durability}`)
  print(
    `index       ${index.bytes === 0 ? 'none' : `${formatCount(index.prompts)} prompts, ${formatBytes(index.bytes)}`}`,
  )
  print(`disk        ${formatBytes(disk.bytes_free)} of ${formatBytes(disk.bytes_total)} free${low}`)
}
