import { corpusFiles, readCorpusFile } from '@autoopt/corpus'
import { parse } from 'yaml'

/** A node of a real app file. */
export interface CorpusNode {
  readonly file: string
  readonly id: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Every node of one type in the corpus. */
export function corpusNodes(type: string): CorpusNode[] {
  return corpusFiles().flatMap((file) => {
    const app = parse(readCorpusFile(file), {
      logLevel: 'silent',
      uniqueKeys: false,
      maxAliasCount: -1,
    }) as AppFile | null
    const nodes = app?.workflow?.graph?.nodes ?? []
    return nodes.flatMap(({ id, data }) => (data?.['type'] === type ? [{ file, id: String(id), data }] : []))
  })
}

interface AppFile {
  readonly workflow?: {
    readonly graph?: { readonly nodes?: readonly { readonly id?: unknown; readonly data?: CorpusNode['data'] }[] }
  }
}
