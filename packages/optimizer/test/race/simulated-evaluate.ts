import { createRandom, type TestResult } from '@autoopt/collector'
import { type PromptVariant, promptVariantSchema, type TestCase, testCaseSchema } from '@autoopt/config'
import type { Evaluate, EvaluationPurpose } from '../../src/evaluate.ts'

/** What a simulated run is given to decide by. */
export interface SimulatedRun {
  readonly variantId: string
  readonly testCase: TestCase
  readonly repeat: number
  /** From 0 to 1, and the same whenever this variant, case and repeat are drawn. */
  readonly draw: number
}

export type SimulatedOutcome = number | (Partial<TestResult> & Pick<TestResult, 'score'>)

export interface PaidRun {
  readonly variantId: string
  readonly caseId: string
  readonly repeat: number
  readonly purpose: EvaluationPurpose
}

/** An `Evaluate` whose results a function decides; it notes each run that it was paid for. */
export function simulatedEvaluate(
  decide: (run: SimulatedRun) => SimulatedOutcome,
  seed: number | string = 1,
): { readonly evaluate: Evaluate; readonly paid: PaidRun[] } {
  const paid: PaidRun[] = []
  const evaluate: Evaluate = async function* (variant, cases, options) {
    for (const testCase of cases)
      for (const repeat of options.repeats) {
        options.signal?.throwIfAborted()
        const variantId = variant.variant_id
        paid.push({ variantId, caseId: testCase.case_id, repeat, purpose: options.purpose })
        const draw = createRandom(`${seed}/${variantId}/${testCase.case_id}/${repeat}`).next()
        yield simulatedResult({ variantId, testCase, repeat, draw }, decide)
      }
  }
  return { evaluate, paid }
}

export function makeVariant(id: string): PromptVariant {
  return promptVariantSchema.parse({ variant_id: id })
}

export function makeCases(count: number, extra: (index: number) => Partial<TestCase> = () => ({})): TestCase[] {
  return Array.from({ length: count }, (_, index) =>
    testCaseSchema.parse({ case_id: `case_${index}`, inputs: { question: `What is item ${index}?` }, ...extra(index) }),
  )
}

const time = '2026-01-01T00:00:00.000Z'

function simulatedResult(run: SimulatedRun, decide: (run: SimulatedRun) => SimulatedOutcome): TestResult {
  const { variantId, testCase, repeat } = run
  const decided = decide(run)
  const outcome = typeof decided === 'number' ? { score: decided } : decided
  const { score } = outcome
  return {
    manifest_id: 'manifest',
    workflow_id: 'workflow',
    variant_id: variantId,
    case_id: testCase.case_id,
    case_sha256: testCase.case_id,
    repeat,
    status: score === null ? 'infra_error' : score === 1 ? 'passed' : 'failed',
    gate_failed: false,
    unasserted: false,
    assertions: [],
    outputs: {},
    error: score === null ? { class: 'network', message: 'the connection was lost' } : null,
    started_at: time,
    finished_at: time,
    elapsed_ms: 100,
    attempts: 1,
    input_tokens: 50,
    output_tokens: 10,
    total_tokens: 60,
    total_cost_usd: 0.001,
    judge_tokens: 0,
    judge_cost_usd: 0,
    nodes: [],
    tags: testCase.tags,
    segments: {},
    ...(testCase.group === undefined ? {} : { group: testCase.group }),
    weight: testCase.weight,
    must_pass: testCase.must_pass,
    simulated: true,
    ...outcome,
  }
}
