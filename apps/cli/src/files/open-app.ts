import { existsSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import { ConfigLoader } from '@autoopt/config'
import { type DslDocument, parseDsl } from '@autoopt/dsl'
import { readText } from './read-text.ts'

export interface OpenAppOptions {
  /** Stands in front of every prompt id. */
  readonly workflowId?: string | undefined
}

const catalogName = 'workflow_catalog.yaml'

/**
 * Reads and parses an app file. Its workflow id is the one given, else its entry's in the catalog of the working
 * directory, else the file's name without its ending.
 */
export async function openApp(path: string, { workflowId }: OpenAppOptions = {}): Promise<DslDocument> {
  const text = await readText(path)
  return parseDsl(text, { workflowId: workflowId ?? (await idInCatalog(path)) ?? basename(path, extname(path)) })
}

async function idInCatalog(path: string): Promise<string | undefined> {
  if (!existsSync(catalogName)) return undefined
  const { value: catalog } = await new ConfigLoader().loadCatalog(catalogName)
  const folder = dirname(resolve(catalogName))
  return catalog.workflows.find((entry) => resolve(folder, entry.dsl_path) === resolve(path))?.id
}
