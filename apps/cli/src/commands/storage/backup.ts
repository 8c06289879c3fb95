import type { ExitCode } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { longWork } from '../../terminal/long-work.ts'
import { reportTransfer } from './report-transfer.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

export interface BackupCommandOptions extends StorageCommandOptions {
  readonly incremental?: boolean
}

/** Copies a store into a folder, while others may write to it. */
export async function backup(folder: string, options: BackupCommandOptions): Promise<ExitCode> {
  const { incremental = false } = options
  await using store = await openNamedStorage(options)
  const howToGoOn = 'The backup is not complete; run the same command again to finish it.'
  const report = await longWork({ what: 'backing up', howToGoOn }, async (watch) =>
    store.backup(folder, { ...watch, incremental }),
  )
  return reportTransfer(report, { done: `backed up to ${report.folder}`, json: options.json })
}
