/**
 * Apps without a graph as a graph of three nodes: the inputs, the app itself, and the answer.
 *
 * The node of the app has the id `app`, the title of the app and its mode as type, as its prompts have them.
 */
import type { DslDocument } from '@autoopt/dsl'
import type { RuntimeNode } from '../nodes/node-runner.ts'
import type { RuntimeEdge } from './load-app.ts'
import { recordOf } from './untyped.ts'

/** The nodes and edges that stand for an app of mode `chat`, `completion` or `agent-chat`. */
export function basicAppGraph(document: DslDocument): {
  readonly nodes: Map<string, RuntimeNode>
  readonly edges: readonly RuntimeEdge[]
} {
  const data = recordOf(document.valueAt('/model_config'))
  const nodes: readonly RuntimeNode[] = [
    { id: 'start', type: 'start', title: 'start', data: {} },
    { id: 'app', type: modeOf(document.mode, data), title: document.app_name, data },
    { id: 'answer', type: 'answer', title: 'answer', data: { answer: '{{#app.text#}}' } },
  ]
  return {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    edges: [
      { source: 'start', target: 'app', handle: 'source' },
      { source: 'app', target: 'answer', handle: 'source' },
    ],
  }
}

/** Before there was a mode for agents, chats were told to be some. */
function modeOf(mode: string, data: Readonly<Record<string, unknown>>): string {
  const { enabled, strategy } = recordOf(data['agent_mode'])
  const isAgent = enabled === true && (strategy === 'function_call' || strategy === 'react')
  return mode === 'chat' && isAgent ? 'agent-chat' : mode
}
