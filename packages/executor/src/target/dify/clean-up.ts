import type { DifyClient } from '@autoopt/dify-client'
import type { DeploymentLedger } from './deployment-ledger.ts'
import type { DeploymentRecord } from './deployment-record.ts'

/** What was taken off a server. */
export interface CleanedUp {
  readonly record: DeploymentRecord
  /** Ids of the apps of that name; none when nothing had been made yet, or somebody has deleted it. */
  readonly appIds: readonly string[]
}

/**
 * Takes off a server what is written down for it: finds apps by their names, deletes them, and forgets the record. An import
 * that failed late leaves an app that only its name tells of.
 */
export async function* cleanUp(
  client: DifyClient,
  { ledger, records, signal }: { ledger: DeploymentLedger; records: readonly DeploymentRecord[]; signal?: AbortSignal },
): AsyncGenerator<CleanedUp> {
  for (const record of records) {
    const appIds: string[] = []
    for (const id of await appsNamed(client, record.app_name, signal)) {
      await client.console.apps.delete(id, signal)
      appIds.push(id)
    }
    await ledger.close(record)
    yield { record, appIds }
  }
}

/** The filter of servers matches parts of names. */
async function appsNamed(client: DifyClient, name: string, signal?: AbortSignal): Promise<string[]> {
  const ids: string[] = []
  for await (const app of client.console.apps.list({ name, ...(signal && { signal }) }))
    if (app.name === name) ids.push(app.id)
  return ids
}

/** {@link cleanUp}, for those who need not know what was there. */
export async function cleanUpAll(...parameters: Parameters<typeof cleanUp>): Promise<void> {
  const cleaning = cleanUp(...parameters)
  while ((await cleaning.next()).done !== true);
}
