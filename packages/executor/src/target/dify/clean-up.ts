import type { DifyClient } from '@autoopt/dify-client'
import type { DeploymentLedger } from './deployment-ledger.ts'
import type { DeploymentRecord } from './deployment-record.ts'

/** What was taken off a server. */
export interface CleanedUp {
  readonly record: DeploymentRecord
  /** Ids of the apps of that name; none when nothing had been made, or somebody has deleted it. */
  readonly appIds: readonly string[]
  /** Whether the record is forgotten. One of an app that may still appear is kept, for another time. */
  readonly isForgotten: boolean
}

export interface CleanUpOptions {
  readonly ledger: DeploymentLedger
  readonly records: readonly DeploymentRecord[]
  /**
   * How long after it was written down an app may still appear, in milliseconds: a server goes on with an import whoever asked for
   * it. Default: two minutes.
   */
  readonly lateMs?: number
  readonly signal?: AbortSignal
}

/**
 * Takes off a server what is written down for it: finds apps by their names, deletes them, and forgets the records. An import
 * that failed late, or whose answer was lost, leaves an app that only its name tells of.
 */
export async function* cleanUp(
  client: DifyClient,
  { ledger, records, lateMs = 120_000, signal }: CleanUpOptions,
): AsyncGenerator<CleanedUp> {
  for (const record of records) {
    const appIds: string[] = []
    for (const id of await appsNamed(client, record.app_name, signal)) {
      await client.console.apps.delete(id, signal)
      appIds.push(id)
    }
    // A clock may have been set back.
    const ageMs = Math.max(0, Date.now() - Date.parse(record.created_at))
    const isForgotten = appIds.length > 0 || ageMs >= lateMs
    if (isForgotten) await ledger.close(record)
    yield { record, appIds, isForgotten }
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
