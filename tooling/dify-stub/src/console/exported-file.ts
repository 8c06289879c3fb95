/**
 * What an export does to the nodes of an app file, and an import undoes where it can: ids of knowledge bases are encrypted (here only
 * disguised), credentials of tools are left out.
 */
import { listOf, recordOf, textOf } from '../http/exchange.ts'

type Values = Record<string, unknown>

const mark = 'encrypted dataset '

/** An app file as it leaves the server. */
export function exportedFile(file: Values): Values {
  return withNodes(file, ({ credential_id: _credential, ...data }) => {
    const ids = data['dataset_ids']
    const disguise = (id: unknown): string => Buffer.from(`${mark}${textOf(id) ?? ''}`).toString('base64')
    return ids === undefined ? data : { ...data, dataset_ids: listOf(ids).map(disguise) }
  })
}

/** An app file as the server takes it in. */
export function importedFile(file: Values): Values {
  return withNodes(file, (data) => {
    const ids = data['dataset_ids']
    return ids === undefined ? data : { ...data, dataset_ids: listOf(ids).map(plain) }
  })
}

function plain(id: unknown): unknown {
  const text = Buffer.from(textOf(id) ?? '', 'base64').toString('utf8')
  return text.startsWith(mark) ? text.slice(mark.length) : id
}

function withNodes(file: Values, change: (data: Values) => Values): Values {
  const workflow = recordOf(file['workflow'])
  const graph = recordOf(workflow['graph'])
  if (graph['nodes'] === undefined) return file
  const nodes = listOf(graph['nodes']).map((one) => {
    const node = recordOf(one)
    if ('data' in node) node['data'] = change(recordOf(node['data']))
    return node
  })
  return { ...file, workflow: { ...workflow, graph: { ...graph, nodes } } }
}
