import type { DifyService } from '@autoopt/dify-client'
import { ConfigLoader } from '@autoopt/config'
import { existsSync } from 'node:fs'
import { catalogName } from '../files/open-app.ts'
import type { OpenDify } from './open-dify.ts'

/** Does something with the service API of an app: with its key from the catalog, else with one that is made for it and taken back. */
export async function withService<Value>(
  { client }: OpenDify,
  appId: string,
  work: (service: DifyService) => Promise<Value>,
): Promise<Value> {
  const known = await keyInCatalog(appId)
  if (known !== undefined) return work(client.service(known))
  const { id, token } = await client.console.apps.createKey(appId)
  try {
    return await work(client.service(token))
  } finally {
    await client.console.apps.deleteKey(appId, id)
  }
}

async function keyInCatalog(appId: string): Promise<string | undefined> {
  if (!existsSync(catalogName)) return undefined
  const { value: catalog } = await new ConfigLoader().loadCatalog(catalogName)
  return catalog.workflows.find(({ dify }) => dify?.app_id === appId)?.dify?.api_key?.reveal()
}
