import { describeBackup, type FileSystemStorage } from '@autoopt/storage-fs'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { countOf } from '../../terminal/count-of.ts'
import { longWork } from '../../terminal/long-work.ts'
import { print, printJson, tell } from '../../terminal/print.ts'
import { reportTransfer } from './report-transfer.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

export interface RestoreCommandOptions extends StorageCommandOptions {
  readonly replace?: boolean
  readonly apply?: boolean
}

/** Puts a backup back; with `--replace`, what is in the store goes to the trash, once `--apply` says so. */
export async function restore(folder: string, options: RestoreCommandOptions): Promise<ExitCode> {
  const { replace = false, apply = false, json = false } = options
  await using store = await openNamedStorage(options, { mayBeNew: true })
  if (replace && !apply) return await showPlan(store, folder, json)
  const howToGoOn = 'The store is not complete; run the same command again to finish it.'
  const report = await longWork({ what: 'restoring', howToGoOn }, async (watch) =>
    store.restore(folder, { ...watch, replace }),
  )
  return reportTransfer(report, { done: `restored to ${store.storageDir}`, json })
}

async function showPlan(store: FileSystemStorage, folder: string, json: boolean): Promise<ExitCode> {
  const { finishedAt, prompts, versions } = await describeBackup(folder)
  const { total_prompts, total_versions } = await store.getStorageStats()
  if (json) {
    printJson({
      applied: false,
      storage_dir: store.storageDir,
      replaced: { prompts: total_prompts, versions: total_versions },
      backup: { folder, finished_at: finishedAt, prompts, versions },
    })
    return exitCode.fine
  }
  const present = `${countOf(total_versions, 'version')} of ${countOf(total_prompts, 'prompt')}`
  print(`to the trash  ${present} in ${store.storageDir}`)
  print(`in its place  ${countOf(versions, 'version')} of ${countOf(prompts, 'prompt')}, backed up at ${finishedAt}`)
  tell('Nothing was changed. Do it with --apply.')
  return exitCode.fine
}
