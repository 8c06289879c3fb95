import type { DslDocument } from '@autoopt/dsl'
import { nodeData } from './node-facts.ts'
import { isRecord } from './prompt-context.ts'

/** Words that stand for "no answer". */
const noAnswer =
  /^(?:none|null|unknown|n\/?a|not[ _-]found|no[ _-]answer|nothing|无|没有|未知|不知道|不确定|无法确定|未找到|なし|不明|該当なし)$/iu
const comparisons: ReadonlySet<unknown> = new Set(['is', 'is not', 'contains', 'not contains', '=', '≠', 'start with'])

/** For each node whose text an if-else compares with a word for "no answer": that word, as the branch writes it. */
export function findFallbacks(document: DslDocument): Map<string, string> {
  const fallbacks = new Map<string, string>()
  for (const node of document.graph?.nodes ?? []) {
    if (node.type !== 'if-else') continue
    for (const { variable_selector, comparison_operator, value } of conditionsOf(nodeData(document, node.id))) {
      const [source, path]: unknown[] = Array.isArray(variable_selector) ? variable_selector : []
      if (typeof source !== 'string' || path !== 'text' || fallbacks.has(source)) continue
      if (!comparisons.has(comparison_operator) || typeof value !== 'string') continue
      if (noAnswer.test(value.trim())) fallbacks.set(source, value.trim())
    }
  }
  return fallbacks
}

/** The conditions of all cases, in the shape of today's files and of old ones. */
function conditionsOf(data: Record<string, unknown>): Record<string, unknown>[] {
  return [data, ...records(data['cases'])].flatMap((holder) => records(holder['conditions']))
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
