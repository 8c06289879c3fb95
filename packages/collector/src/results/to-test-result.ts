import type { TestCase } from '@autoopt/config'
import type { RunTrace } from '@autoopt/trace'
import { InvalidArgumentError } from '../errors.ts'
import type { AssertionResult } from './assertion-result.ts'
import type { InfrastructureError } from './infrastructure-error.ts'
import { nodeResults } from './node-results.ts'
import { runError } from './run-error.ts'
import { scoreCase } from './score-case.ts'
import { tagSegments } from './tag-segments.ts'
import type { ResultError, TestResult } from './test-result.ts'

export interface TestResultParts {
  readonly manifestId: string
  readonly workflowId: string
  /** `baseline` for the app file as it is. */
  readonly variantId: string
  readonly testCase: TestCase
  readonly caseSha256: string
  /** From 0. */
  readonly repeat: number
  /** The run, or one run for each turn that was held. Empty only when the infrastructure failed first. */
  readonly runs: readonly RunTrace[]
  /** What the assertions found; none when the run failed. */
  readonly assertions: readonly AssertionResult[]
  /** What kept the case from a result, after all retries. */
  readonly infrastructureError?: InfrastructureError
  /** From 1. Default: 1. */
  readonly attempts?: number
  /** ISO 8601, UTC. Default: of the first run. */
  readonly startedAt?: string
  /** ISO 8601, UTC. Default: of the last run. */
  readonly finishedAt?: string
  /** Whether simulated models answered. Default: false. */
  readonly simulated?: boolean
  /** Whether the row keeps everything that was seen of the runs. Default: false. */
  readonly keepTraces?: boolean
}

/**
 * Makes the row of one case from its runs and what the assertions found in them.
 *
 * @throws {@link InvalidArgumentError} when there is neither a run nor an infrastructure error, or no time to be had.
 */
export function toTestResult(parts: TestResultParts): TestResult {
  const { testCase, runs, assertions, infrastructureError, attempts = 1, simulated = false } = parts
  const last = runs.at(-1)
  if (last === undefined && infrastructureError === undefined)
    throw new InvalidArgumentError('runs', 'empty', 'a run at least, or an infrastructureError')
  return {
    manifest_id: parts.manifestId,
    workflow_id: parts.workflowId,
    variant_id: parts.variantId,
    case_id: testCase.case_id,
    case_sha256: parts.caseSha256,
    repeat: parts.repeat,
    ...verdictOf(parts),
    assertions: [...assertions],
    outputs: last?.outputs ?? null,
    ...(last?.answer === undefined ? {} : { answer: last.answer }),
    ...turnsOf(parts),
    ...timesOf(parts),
    attempts,
    ...usageOf(runs),
    ...judgeUsageOf(assertions),
    nodes: nodeResults(runs),
    tags: [...testCase.tags],
    segments: tagSegments(testCase.tags),
    ...(testCase.group === undefined ? {} : { group: testCase.group }),
    weight: testCase.weight,
    must_pass: testCase.must_pass,
    simulated,
    ...(parts.keepTraces === true ? { traces: [...runs] } : {}),
  }
}

type Verdict = Pick<TestResult, 'status' | 'score' | 'gate_failed' | 'unasserted' | 'error'>

function verdictOf({ runs, assertions, infrastructureError }: TestResultParts): Verdict {
  const none = { gate_failed: false, unasserted: false }
  if (infrastructureError !== undefined)
    return { status: 'infra_error', score: null, ...none, error: describeFailure(infrastructureError) }
  const error = runError(runs)
  return error === null ? { ...scoreCase(assertions), error } : { status: 'error', score: 0, ...none, error }
}

function describeFailure(error: InfrastructureError): ResultError {
  const node = error.nodeId === undefined ? {} : { node_id: error.nodeId }
  return { class: error.class, code: error.code, message: error.message, ...node }
}

function turnsOf({ testCase, runs }: TestResultParts): Pick<TestResult, 'turns'> {
  if (testCase.turns === undefined) return {}
  const turns = runs.map((run, index) => ({
    query: testCase.turns?.[index]?.query ?? '',
    answer: run.answer ?? null,
    outputs: run.outputs,
    elapsed_ms: run.elapsed_ms,
  }))
  return { turns }
}

function timesOf(parts: TestResultParts): Pick<TestResult, 'started_at' | 'finished_at' | 'elapsed_ms'> {
  const { runs } = parts
  const startedAt = parts.startedAt ?? runs[0]?.started_at
  if (startedAt === undefined) throw new InvalidArgumentError('startedAt', startedAt, 'a time, as there is no run')
  const finishedAt = parts.finishedAt ?? runs.at(-1)?.finished_at ?? startedAt
  return { started_at: startedAt, finished_at: finishedAt, elapsed_ms: sum(runs.map((run) => run.elapsed_ms)) }
}

type Usage = Pick<TestResult, 'input_tokens' | 'output_tokens' | 'total_tokens' | 'total_cost_usd'>

function usageOf(runs: readonly RunTrace[]): Usage {
  const nodes = runs.flatMap((run) => run.nodes)
  return {
    input_tokens: sum(nodes.map((node) => node.prompt_tokens)),
    output_tokens: sum(nodes.map((node) => node.completion_tokens)),
    total_tokens: sum(runs.map((run) => run.total_tokens)),
    total_cost_usd: knownSum(runs.map((run) => run.total_cost_usd)),
  }
}

function judgeUsageOf(assertions: readonly AssertionResult[]): Pick<TestResult, 'judge_tokens' | 'judge_cost_usd'> {
  const judges = assertions.flatMap(({ judge }) => (judge === undefined ? [] : [judge]))
  return {
    judge_tokens: sum(judges.map((judge) => judge.total_tokens)),
    judge_cost_usd: knownSum(judges.map((judge) => judge.cost_usd)),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** A sum with an unknown part is unknown. */
function knownSum(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((total, number) => (total === null || number === null ? null : total + number), 0)
}
