import { resolve } from 'node:path'
import { migrateStorage } from '@autoopt/storage-core'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { exitCode, type ExitCode, UsageError } from '../../exit-code.ts'
import { loadSettings } from '../../files/load-settings.ts'
import { findStore, openFolder } from '../../open-storage.ts'
import { countOf } from '../../terminal/count-of.ts'
import { longWork, type Watch } from '../../terminal/long-work.ts'
import { print, printJson } from '../../terminal/print.ts'
import { DamagedStoreError } from './damaged-store-error.ts'

export interface MigrateCommandOptions {
  readonly from: string
  readonly to: string
  readonly validate?: boolean
  readonly env?: string
  readonly json?: boolean
}

/** Copies every version and label of one store into another, and proves that it arrived. */
export async function migrate({ from, to, validate = false, env, json }: MigrateCommandOptions): Promise<ExitCode> {
  if (resolve(from) === resolve(to)) throw new UsageError('--from and --to name the same store.')
  const settings = await loadSettings(env)
  await using source = openFolder({ ...findStore({ storage: from }, settings), storageDir: from }, false)
  await using target = openFolder({ ...findStore({ storage: to }, settings), storageDir: to }, true)
  const howToGoOn = 'Run the same command again: what has arrived is passed over.'
  const result = await longWork({ what: 'copying', howToGoOn }, async (watch) => {
    if (validate) await refuseDamaged(source, watch)
    const { signal, onProgress } = watch
    const migrated = await migrateStorage(source, target, {
      signal,
      onProgress: (progress) => onProgress(progress, progress.phase === 'copy' ? 'copying' : 'comparing'),
    })
    if (validate) await refuseDamaged(target, watch)
    return migrated
  })
  if (json) printJson({ from: source.storageDir, to: target.storageDir, ...result, validated: validate })
  else {
    const { prompts, versions, copied, skipped, labels } = result
    print(`${countOf(copied, 'version')} copied, ${skipped} were there: ${target.storageDir} has all that`)
    print(
      `${source.storageDir} has, ${countOf(versions, 'version')} of ${countOf(prompts, 'prompt')}, ${countOf(labels, 'label')}.`,
    )
  }
  return exitCode.fine
}

async function refuseDamaged(store: FileSystemStorage, { signal, onProgress }: Watch): Promise<void> {
  const report = await store.verify({ signal, onProgress: (progress) => onProgress(progress, 'verifying') })
  if (!report.isSound) throw new DamagedStoreError(store.storageDir, report.problems)
}
