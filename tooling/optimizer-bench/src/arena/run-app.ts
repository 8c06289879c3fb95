import { type RenderedMessage, runCase, type World, type WorldPrompts } from '@autoopt/simulator'
import type { TestCase } from '@autoopt/config'
import type { NodeTrace, RunTrace } from '@autoopt/trace'
import { textOf } from './text-of.ts'

/** What a model said, and what that took. */
export interface ModelAnswer {
  readonly text: string
  readonly inputTokens: number
  readonly outputTokens: number
}

export type AskModel = (messages: readonly RenderedMessage[]) => Promise<ModelAnswer>

/** Runs a world's app on a case, and tells what each node was sent and said. */
export async function runApp(
  world: World,
  testCase: TestCase,
  { prompts, ask }: { readonly prompts: WorldPrompts; readonly ask: AskModel },
): Promise<RunTrace> {
  const nodes: NodeTrace[] = []
  const text = textOf(testCase.inputs['text'])
  const { final } = await runCase(
    world,
    { inputs: { text } },
    {
      prompts,
      ask: async (messages, nodeId) => {
        const answer = await ask(messages)
        nodes.push(nodeTrace({ nodeId, title: titleOf(world, nodeId), messages, answer }))
        return answer.text
      },
    },
  )
  return {
    run_id: testCase.case_id,
    workflow_id: world.name,
    status: 'succeeded',
    inputs: { text },
    outputs: { text: final },
    error: null,
    started_at: time,
    finished_at: time,
    elapsed_ms: sum(nodes.map(({ elapsed_ms }) => elapsed_ms)),
    total_tokens: sum(nodes.map(({ total_tokens }) => total_tokens)),
    total_cost_usd: null,
    total_steps: nodes.length,
    exceptions_count: 0,
    nodes,
  }
}

/** Simulated models take no time worth measuring; results must not depend on it. */
const time = '2026-01-01T00:00:00.000Z'
const msPerToken = 10

function titleOf({ plan }: World, nodeId: string): string {
  return plan.nodes.find(({ id }) => id === nodeId)?.title ?? nodeId
}

interface NodeParts {
  readonly nodeId: string
  readonly title: string
  readonly messages: readonly RenderedMessage[]
  readonly answer: ModelAnswer
}

function nodeTrace({ nodeId, title, messages, answer }: NodeParts): NodeTrace {
  const { text, inputTokens, outputTokens } = answer
  return {
    id: nodeId,
    node_id: nodeId,
    node_type: 'llm',
    title,
    status: 'succeeded',
    inputs: null,
    process_data: null,
    outputs: { text },
    prompts: messages.map(({ role, content }) => ({ role, text: content })),
    error: null,
    error_type: null,
    started_at: time,
    finished_at: time,
    elapsed_ms: msPerToken * outputTokens,
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    cost_usd: null,
    retries: [],
    execution_metadata: null,
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
