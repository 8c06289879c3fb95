import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DslDocument } from '@autoopt/dsl'
import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml'
import { UsageError } from '../exit-code.ts'
import { catalogName } from '../files/open-app.ts'
import { readText } from '../files/read-text.ts'
import { writeText } from '../files/write-text.ts'

export interface CatalogEntry {
  readonly document: DslDocument
  readonly appId: string
  readonly fileName: string
}

/** Adds the entry of a pulled app to the catalog of a folder, or brings it up to date; what else stands there stays. */
export async function writeCatalogEntry(dir: string, { document, appId, fileName }: CatalogEntry): Promise<void> {
  const path = join(dir, catalogName)
  const catalog = parseDocument(existsSync(path) ? await readText(path) : 'workflows: []\n')
  const [problem] = catalog.errors
  if (problem) throw new UsageError(`${path} is not YAML: ${problem.message.split('\n')[0]}`)
  if (!isSeq(catalog.get('workflows', true))) catalog.set('workflows', catalog.createNode([]))
  const workflows = catalog.get('workflows', true)
  if (!isSeq(workflows)) return
  workflows.flow = false
  const { workflow_id, app_name, mode, prompts, graph, source } = document
  const nodes = graph?.nodes.filter(({ id }) => prompts.some(({ node_id }) => node_id === id)) ?? []
  const fresh = {
    label: app_name,
    type: mode,
    dsl_path: fileName,
    checksum: `sha256:${createHash('sha256').update(source).digest('hex')}`,
    nodes: nodes.map(({ id, title, type, pointer }) => ({ node_id: id, label: title, type, path: pointer })),
  }
  const isOfApp = (item: unknown): item is YAMLMap => isMap(item) && item.getIn(['dify', 'app_id']) === appId
  const known = workflows.items.find(isOfApp)
  if (known === undefined) workflows.add(catalog.createNode({ id: workflow_id, ...fresh, dify: { app_id: appId } }))
  else for (const [key, value] of Object.entries(fresh)) known.set(key, catalog.createNode(value))
  await writeText(path, String(catalog))
}
