import { cleanUp, type DeploymentRecord } from '@autoopt/executor/dify'
import { ledgerFolder, ledgerOf } from '../../dify/ledger-of.ts'
import { type DifyOptions, openDify } from '../../dify/open-dify.ts'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { print, printJson, tell } from '../../terminal/print.ts'

export interface CleanupOptions extends DifyOptions {
  readonly dryRun?: boolean
  readonly all?: boolean
}

/** Deletes the temporary apps that are written down in this folder and whose process is no more. */
export async function cleanup({ dryRun, all, ...options }: CleanupOptions): Promise<ExitCode> {
  const { client, config } = await openDify(options)
  const ledger = ledgerOf()
  const known = all ? await ledger.list() : await ledger.abandoned()
  const records = known.filter(({ base_url }) => base_url === config.base_url)
  const deleted: { app_name: string; app_ids: readonly string[] }[] = []
  if (!dryRun)
    for await (const { record, appIds, isForgotten } of cleanUp(client, { ledger, records })) {
      deleted.push({ app_name: record.app_name, app_ids: appIds })
      const nothing = isForgotten
        ? 'was gone already'
        : 'is not there, but may still appear; clean up again in two minutes'
      if (!options.json) print(`${record.app_name}: ${appIds.length === 0 ? nothing : 'deleted'}`)
    }
  if (options.json) printJson({ dry_run: dryRun === true, found: records, deleted })
  else report(records, { dryRun: dryRun === true, elsewhere: known.length - records.length })
  return exitCode.fine
}

function report(
  records: readonly DeploymentRecord[],
  { dryRun, elsewhere }: { readonly dryRun: boolean; readonly elsewhere: number },
): void {
  if (records.length === 0) print(`Nothing to clean up (${ledgerFolder}).`)
  if (dryRun) for (const { app_name, created_at } of records) print(`${app_name}  made ${created_at}`)
  if (elsewhere > 0) tell(`${elsewhere} more are on other servers; name them with --url.`)
}
