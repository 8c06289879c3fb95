import type { TestResult } from '@autoopt/collector'
import type { NodeTrace } from '@autoopt/trace'

/** What one node did in a run of a case, all its rounds and turns together. */
export interface NodeRun {
  readonly nodeId: string
  readonly type: string
  readonly title: string
  /** Whether it failed, in any round. */
  readonly isFailed: boolean
  readonly error: string | null
  /** The messages of its last round. */
  readonly prompts: NodeTrace['prompts']
  /** Its outputs as text, round by round. */
  readonly output: string
}

/** The nodes of a result in the order in which they first started; empty when it kept no traces. */
export function nodeRuns(result: TestResult): NodeRun[] {
  const byNode = new Map<string, NodeTrace[]>()
  for (const trace of result.traces ?? [])
    for (const node of trace.nodes) {
      const rounds = byNode.get(node.node_id)
      if (rounds === undefined) byNode.set(node.node_id, [node])
      else rounds.push(node)
    }
  return Array.from(byNode.values(), summarize)
}

function summarize(rounds: readonly NodeTrace[]): NodeRun {
  const [first] = rounds as [NodeTrace, ...NodeTrace[]]
  const failed = rounds.find(({ status }) => status === 'failed' || status === 'exception')
  return {
    nodeId: first.node_id,
    type: first.node_type,
    title: first.title,
    isFailed: failed !== undefined,
    error: failed === undefined ? null : (failed.error ?? `The node ended as ${failed.status}.`),
    prompts: rounds.at(-1)?.prompts ?? [],
    output: rounds.map(({ outputs }) => outputText(outputs)).join('\n'),
  }
}

/**
 * One output stands for itself; several, or nested ones, are shown as JSON. What says nothing about the answer is left out, above all
 * what differs from run to run though the answer does not: ids, times, usage.
 */
function outputText(outputs: NodeTrace['outputs']): string {
  const values = Object.entries(outputs ?? {}).filter(([name, value]) => isTelling(name, value))
  const [only] = values
  if (only === undefined) return ''
  if (values.length === 1) return typeof only[1] === 'string' ? only[1] : JSON.stringify(only[1])
  const { text, ...rest } = Object.fromEntries(values)
  const isPlain = typeof text === 'string' && Object.values(rest).every((value) => isEmpty(value))
  return isPlain ? text : JSON.stringify(Object.fromEntries(values))
}

function isTelling(name: string, value: unknown): boolean {
  return name !== 'usage' && !name.startsWith('sys.') && !(name === 'finish_reason' && value === 'stop')
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === null || (Array.isArray(value) && value.length === 0)
}
