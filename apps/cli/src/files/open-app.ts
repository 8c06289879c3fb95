import { existsSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { ConfigLoader, type WorkflowEntry } from '@autoopt/config'
import { type DslDocument, parseDsl } from '@autoopt/dsl'
import { AppFileError, isDslError } from './app-file-error.ts'
import { loadSettings } from './load-settings.ts'
import { readText } from './read-text.ts'

export interface OpenAppOptions {
  /** Stands in front of every prompt id. */
  readonly workflowId?: string
}

/** The catalog that commands look for in the working directory. */
export const catalogName = 'workflow_catalog.yaml'

/**
 * Reads and parses an app file. Its workflow id is the one given, else its entry's in the catalog of the working
 * directory, else the file's name without its ending.
 *
 * @throws {@link AppFileError} when the text is no app file that can be edited safely.
 */
export async function openApp(path: string, { workflowId }: OpenAppOptions = {}): Promise<DslDocument> {
  const text = await readText(path)
  const id = workflowId ?? (await idInCatalog(path)) ?? basename(path, extname(path))
  try {
    return parseDsl(text, { workflowId: id })
  } catch (error) {
    throw isDslError(error) ? new AppFileError(path, error) : error
  }
}

async function idInCatalog(path: string): Promise<string | undefined> {
  if (!existsSync(catalogName)) return undefined
  const { value: catalog } = await new ConfigLoader().loadCatalog(catalogName)
  const isIn = (folder: string) => (entry: WorkflowEntry) => resolve(folder, entry.dsl_path) === resolve(path)
  const beside = catalog.workflows.find(isIn('.'))
  if (beside) return beside.id
  const folder = (await loadSettings(undefined))?.io_paths.workflow_dsl
  return folder === undefined ? undefined : catalog.workflows.find(isIn(folder))?.id
}
