import type { DslDocument } from '@autoopt/dsl'
import { nodeData } from '../analysis/node-facts.ts'
import { isRecord } from '../analysis/prompt-context.ts'

/** For each node that an if-else reads: the words with which it compares what the node wrote. */
export function branchWords(document: DslDocument): Map<string, string[]> {
  const words = new Map<string, string[]>()
  for (const node of document.graph?.nodes ?? []) {
    if (node.type !== 'if-else') continue
    for (const { variable_selector, value } of conditionsOf(nodeData(document, node.id))) {
      const source: unknown = Array.isArray(variable_selector) ? variable_selector[0] : undefined
      if (typeof source !== 'string') continue
      const values = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string')
      const told = values.map((item) => item.trim()).filter((item) => item !== '')
      words.set(source, [...(words.get(source) ?? []), ...told])
    }
  }
  return words
}

/** The conditions of all cases, in the shape of today's files and of old ones. */
function conditionsOf(data: Record<string, unknown>): Record<string, unknown>[] {
  return [data, ...records(data['cases'])].flatMap((holder) => records(holder['conditions']))
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
