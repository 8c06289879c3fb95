import type { AssertionResult, TestResult } from '@autoopt/collector'
import { type TestCase, testCaseSchema } from '@autoopt/config'
import type { GraphEdge, WorkflowGraph } from '@autoopt/dsl'
import { type NodeTrace, type RunTrace, runTraceSchema } from '@autoopt/trace'
import { componentsFromTexts } from '../../src/components/components-from-texts.ts'
import type { Component } from '../../src/search/component.ts'

const time = '2026-01-01T00:00:00.000Z'

/** One node's doings: its output, or how it failed. */
export interface NodeSketch {
  readonly id: string
  readonly output?: unknown
  readonly error?: string
}

export function makeCase(id: string, fields: Partial<TestCase> = {}): TestCase {
  return testCaseSchema.parse({ case_id: id, inputs: { question: `Question of ${id}` }, ...fields })
}

export function makeComponents(nodeIds: readonly string[]): Component[] {
  return componentsFromTexts(
    Object.fromEntries(nodeIds.map((id) => [`${id}_system`, { text: `You are ${id}.`, node: id }])),
  )
}

export function makeAssertion(fields: Partial<AssertionResult> = {}): AssertionResult {
  return {
    index: 0,
    type: 'equals',
    subject: 'output',
    passed: false,
    score: 0,
    weight: 1,
    gate: false,
    reason: 'Expected "a", got "b"',
    ...fields,
  }
}

export function makeResult(
  testCase: TestCase,
  nodes: readonly NodeSketch[],
  fields: Partial<TestResult> = {},
): TestResult {
  const score = fields.score === undefined ? 0 : fields.score
  return {
    manifest_id: 'manifest',
    workflow_id: 'workflow',
    variant_id: 'baseline',
    case_id: testCase.case_id,
    case_sha256: 'hash',
    repeat: 0,
    status: score === 1 ? 'passed' : 'failed',
    score,
    gate_failed: false,
    unasserted: false,
    assertions: [],
    outputs: { text: nodes.at(-1)?.output ?? null },
    error: null,
    started_at: time,
    finished_at: time,
    elapsed_ms: 1,
    attempts: 1,
    input_tokens: 1,
    output_tokens: 1,
    total_tokens: 2,
    total_cost_usd: 0,
    judge_tokens: 0,
    judge_cost_usd: 0,
    nodes: [],
    tags: testCase.tags,
    segments: {},
    weight: testCase.weight,
    must_pass: testCase.must_pass,
    simulated: true,
    traces: [makeTrace(nodes)],
    ...fields,
  }
}

function makeTrace(nodes: readonly NodeSketch[]): RunTrace {
  return runTraceSchema.parse({
    run_id: 'run',
    workflow_id: 'workflow',
    status: nodes.some(({ error }) => error !== undefined) ? 'failed' : 'succeeded',
    inputs: {},
    outputs: {},
    error: null,
    started_at: time,
    finished_at: time,
    elapsed_ms: 1,
    total_tokens: 2,
    total_cost_usd: 0,
    total_steps: nodes.length,
    exceptions_count: 0,
    nodes: nodes.map(makeNode),
  })
}

function makeNode({ id, output, error }: NodeSketch): NodeTrace {
  return {
    id,
    node_id: id,
    node_type: 'llm',
    title: id,
    status: error === undefined ? 'succeeded' : 'failed',
    inputs: {},
    process_data: null,
    outputs: output === undefined ? null : { text: output },
    prompts: [{ role: 'system', text: `You are ${id}.` }],
    error: error ?? null,
    error_type: null,
    started_at: time,
    finished_at: time,
    elapsed_ms: 1,
    prompt_tokens: 1,
    completion_tokens: 1,
    total_tokens: 2,
    cost_usd: 0,
    retries: [],
    execution_metadata: null,
  }
}

/** A graph from edges such as `start>router` and `router>left:case_1`. */
export function makeGraph(edges: readonly string[]): WorkflowGraph {
  const parsed: GraphEdge[] = edges.map((edge) => {
    const [, source = '', target = '', handle = 'source'] = /^(\w+)>(\w+)(?::(\w+))?$/.exec(edge) ?? []
    return { source, target, handle }
  })
  const order = [...new Set(parsed.flatMap(({ source, target }) => [source, target]))]
  const reaches = (source: string, target: string): boolean =>
    parsed.some((edge) => edge.source === source && (edge.target === target || reaches(edge.target, target)))
  const nodes = order.map((id) => ({ id, type: 'llm', title: id, pointer: `/${id}`, outputs: ['text'] }))
  return {
    nodes,
    edges: parsed,
    order,
    node: (id) => nodes.find((node) => node.id === id),
    dominates: () => false,
    reaches,
  }
}
