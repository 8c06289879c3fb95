import type { NodeContext, NodeResult, NodeRunner } from '../../src/nodes/node-runner.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import type { DifyVersion, Value } from '../../src/values/value.ts'

export interface RunnerInputs {
  readonly data: Readonly<Record<string, unknown>>
  readonly sandbox: Sandbox
  /** By `node.name`. */
  readonly variables?: Readonly<Record<string, Value>>
  readonly dify?: DifyVersion
  readonly signal?: AbortSignal
}

/** Runs one node outside of a graph, with what nodes of code and template ask of their context. */
export async function runRunner(runner: NodeRunner, inputs: RunnerInputs): Promise<NodeResult> {
  const { data, sandbox, variables = {}, dify = '1.12', signal = new AbortController().signal } = inputs
  const context: Partial<NodeContext> = {
    dify,
    signal,
    variables: { get: (selector) => variables[selector.join('.')] },
    sandbox: async () => sandbox,
  }
  return runner({ id: 'node', type: 'code', title: 'Node', data }, context as NodeContext)
}
