import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import {
  type AssertionPorts,
  assertResult,
  InfrastructureError,
  type TestResult,
  toTestResult,
} from '@autoopt/collector'
import type { PromptVariant, TestCase } from '@autoopt/config'
import type { RunTrace } from '@autoopt/trace'
import { APICallError } from 'ai'
import type { Evaluate } from './evaluate.ts'
import type { Component } from './search/component.ts'

/** One call of a model that a program made. */
export interface ProgramStep {
  /** The node of the prompt: its id, unless `componentsFromTexts` was told otherwise. */
  readonly node: string
  /** As the model got them. */
  readonly messages?: readonly { readonly role: string; readonly text: string }[]
  readonly output: string
  readonly inputTokens?: number
  readonly outputTokens?: number
  /** `null`, the default, when nobody knows. */
  readonly costUsd?: number | null
}

export interface ProgramCall {
  /** Which draw this is: equal numbers may be answered from a cache, others not. */
  readonly repeat: number
  readonly signal?: AbortSignal
  /** Tells of each call of a model, so that it can be found out which prompt is to blame. */
  readonly record: (step: ProgramStep) => void
}

/** Any program with prompts: what it returns are its outputs; a text is the output `text`. */
export type Program = (
  prompts: Readonly<Record<string, string>>,
  testCase: TestCase,
  call: ProgramCall,
) => Promise<string | Readonly<Record<string, unknown>>>

export interface EvaluateProgramOptions {
  readonly components: readonly Component[]
  /** What assertions need of the world. */
  readonly ports?: AssertionPorts
  /** How many cases run at a time. Default: 4. */
  readonly concurrency?: number
}

/**
 * An `Evaluate` of a program that knows nothing of workflows. A failure of a model's API, or an `InfrastructureError`, says nothing about the
 * prompts and is no score; retries are the program's business. Anything else that it throws is a failed run.
 */
export function evaluateProgram(program: Program, options: EvaluateProgramOptions): Evaluate {
  const { concurrency = 4 } = options
  return async function* (variant, cases, { repeats, keepTraces, signal }) {
    const prompts = promptsOf(options.components, variant)
    const runs = cases.flatMap((testCase) => repeats.map((repeat) => ({ testCase, repeat })))
    for (let start = 0; start < runs.length; start += concurrency)
      yield* await Promise.all(
        runs.slice(start, start + concurrency).map(async (run) => {
          signal?.throwIfAborted()
          const call = { ...run, prompts, ...(signal === undefined ? {} : { signal }) }
          return resultOf(call, { ...options, program, variant, keepTraces })
        }),
      )
  }
}

function promptsOf(components: readonly Component[], variant: PromptVariant): Record<string, string> {
  const prompts = Object.fromEntries(components.map(({ id, text }) => [id, text]))
  for (const { selector, strategy } of variant.nodes)
    if (selector.by_id !== undefined && strategy.mode === 'replace') prompts[selector.by_id] = strategy.content
  return prompts
}

interface Run {
  readonly testCase: TestCase
  readonly repeat: number
  readonly prompts: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

interface RunContext extends EvaluateProgramOptions {
  readonly program: Program
  readonly variant: PromptVariant
  readonly keepTraces: boolean
}

async function resultOf(run: Run, { program, variant, keepTraces, ports = {} }: RunContext): Promise<TestResult> {
  const { testCase, repeat, signal } = run
  const startedAt = new Date().toISOString()
  const parts = {
    manifestId: 'program',
    workflowId: 'program',
    variantId: variant.variant_id,
    testCase,
    caseSha256: createHash('sha256').update(JSON.stringify(testCase)).digest('hex'),
    repeat,
    keepTraces,
  }
  try {
    const trace = await runProgram(run, program)
    const call = { repeat, ...(signal === undefined ? {} : { signal }) }
    const assertions = trace.status === 'failed' ? [] : await assertResult(trace, testCase, ports, call)
    return toTestResult({ ...parts, runs: [trace], assertions })
  } catch (error) {
    const infrastructureError = asInfrastructure(error)
    if (infrastructureError === undefined) throw error
    const times = { startedAt, finishedAt: new Date().toISOString() }
    return toTestResult({ ...parts, ...times, runs: [], assertions: [], infrastructureError })
  }
}

async function runProgram({ testCase, repeat, prompts, signal }: Run, program: Program): Promise<RunTrace> {
  const steps: ProgramStep[] = []
  const startedAt = new Date()
  const start = performance.now()
  const record = (step: ProgramStep): void => void steps.push(step)
  const finish = (outcome: Pick<RunTrace, 'status' | 'outputs' | 'error'>): RunTrace =>
    traceOf({ testCase, steps, startedAt, elapsedMs: performance.now() - start, outcome })
  try {
    const output = await program(prompts, testCase, { repeat, record, ...(signal === undefined ? {} : { signal }) })
    const outputs = typeof output === 'string' ? { text: output } : { ...output }
    return finish({ status: 'succeeded', outputs, error: null })
  } catch (error) {
    if (signal?.aborted === true || asInfrastructure(error) !== undefined) throw error
    return finish({ status: 'failed', outputs: null, error: error instanceof Error ? error.message : String(error) })
  }
}

function asInfrastructure(error: unknown): InfrastructureError | undefined {
  if (error instanceof InfrastructureError) return error
  if (!APICallError.isInstance(error)) return undefined
  const kind = error.statusCode === 429 ? 'rate_limit' : error.isRetryable ? 'server' : 'other'
  return new InfrastructureError(error.message, { class: kind, cause: error })
}

interface TraceParts {
  readonly testCase: TestCase
  readonly steps: readonly ProgramStep[]
  readonly startedAt: Date
  readonly elapsedMs: number
  readonly outcome: Pick<RunTrace, 'status' | 'outputs' | 'error'>
}

function traceOf({ testCase, steps, startedAt, elapsedMs, outcome }: TraceParts): RunTrace {
  const times = { started_at: startedAt.toISOString(), finished_at: new Date().toISOString() }
  const nodes = steps.map((step, index): RunTrace['nodes'][number] => {
    const { node, messages = [], output, inputTokens = 0, outputTokens = 0, costUsd = null } = step
    return {
      id: `${node}-${index}`,
      node_id: node,
      node_type: 'llm',
      title: node,
      status: 'succeeded',
      inputs: null,
      process_data: null,
      outputs: { text: output },
      prompts: messages.map(({ role, text }) => ({ role, text })),
      error: null,
      error_type: null,
      ...times,
      elapsed_ms: elapsedMs / steps.length,
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
      cost_usd: costUsd,
      retries: [],
      execution_metadata: null,
    }
  })
  const costs = nodes.map(({ cost_usd }) => cost_usd)
  return {
    run_id: `${testCase.case_id} ${startedAt.getTime()}`,
    workflow_id: 'program',
    ...outcome,
    inputs: testCase.inputs,
    ...times,
    elapsed_ms: elapsedMs,
    total_tokens: nodes.reduce((sum, { total_tokens }) => sum + total_tokens, 0),
    total_cost_usd: costs.reduce<number | null>((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0),
    total_steps: nodes.length,
    exceptions_count: 0,
    nodes,
  }
}
