import type { DslDocument } from '@autoopt/dsl'
import { nodeData } from './node-facts.ts'
import { isRecord, type OutputReader } from './prompt-context.ts'

/** For each node that has prompts: which nodes read its outputs, by selector or inside a text. One pass over the file. */
export function readOutputReaders(document: DslDocument): Map<string, OutputReader[]> {
  const readers = new Map<string, OutputReader[]>(document.prompts.map((slot) => [slot.node_id, []]))
  for (const node of document.graph?.nodes ?? []) {
    const seen = new Set<string>()
    for (const [source = '', ...path] of selectorsIn(nodeData(document, node.id))) {
      const list = source === node.id ? undefined : readers.get(source)
      const key = [source, ...path].join('.')
      if (list === undefined || seen.has(key)) continue
      seen.add(key)
      list.push({ node_type: node.type, path })
    }
  }
  return readers
}

const workflowReference = /\{\{#([\w.]{1,400})#\}\}/g

/** Lists of two or more texts, and references inside texts. Lists that are no selectors name no node and fall away. */
function* selectorsIn(data: Record<string, unknown>): Generator<string[]> {
  const pending: unknown[] = [data]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value === 'string') {
      for (const match of value.matchAll(workflowReference)) yield (match[1] ?? '').split('.')
    } else if (isSelector(value)) {
      yield value
      pending.push(...value)
    } else if (Array.isArray(value)) {
      for (const item of value) pending.push(item)
    } else if (isRecord(value)) {
      for (const item of Object.values(value)) pending.push(item)
    }
  }
}

function isSelector(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length > 1 && value.length <= 11 && value.every((item) => typeof item === 'string')
  )
}
