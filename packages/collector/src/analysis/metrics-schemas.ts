import { z } from 'zod'

const count = z.int().min(0)
const share = z.number().min(0).max(1)
const amount = z.number().min(0)

/** How a share of passes is called: A from 95 %, B from 85 %, C from 70 %, D from 50 %, F below. */
export const gradeSchema = z.enum(['A', 'B', 'C', 'D', 'F'])
export type Grade = z.infer<typeof gradeSchema>

export const costMetricsSchema = z.looseObject({
  /** `null` when a part of it is unknown. */
  total_usd: amount.nullable(),
  /** The sum of the parts that are known. */
  known_usd: amount,
  /** How many parts are unknown. */
  unknown_count: count,
})
export type CostMetrics = z.infer<typeof costMetricsSchema>

/** In milliseconds; percentiles are within 0.5 % of the value of that rank, the other figures are exact. */
export const durationMetricsSchema = z.looseObject({
  mean: amount,
  min: amount,
  p50: amount,
  p90: amount,
  p95: amount,
  p99: amount,
  max: amount,
})
export type DurationMetrics = z.infer<typeof durationMetricsSchema>

/** The figures of a set of results; rates are `null` when there is nothing to divide by. */
export const sliceMetricsSchema = z.looseObject({
  total: count,
  passed: count,
  failed: count,
  /** Runs that the workflow itself failed. */
  errors: count,
  /** Results lost to the infrastructure; in no rate and no score below but `infra_error_rate`. */
  infra_errors: count,
  /** Passed, of all that were not lost. */
  success_rate: share.nullable(),
  /** Wilson's. Repeats of a case do not make it narrower. */
  success_rate_interval: z.looseObject({ low: share, high: share, level: share }).nullable(),
  grade: gradeSchema.nullable(),
  /** Mean score by the weight of the cases. */
  avg_score: share.nullable(),
  /** Errors, of all that were not lost. */
  error_rate: share.nullable(),
  infra_error_rate: share.nullable(),
  /** Mean seconds of the runs that came to their end. */
  avg_execution_time: amount.nullable(),
  /** Of the runs that came to their end. */
  execution_ms: durationMetricsSchema.nullable(),
  input_tokens: count,
  output_tokens: count,
  total_tokens: count,
  cost: costMetricsSchema,
  judge_tokens: count,
  judge_cost: costMetricsSchema,
  gate_failed: count,
  must_pass_failed: count,
  unasserted: count,
  simulated: count,
})
export type SliceMetrics = z.infer<typeof sliceMetricsSchema>

export const nodeMetricsSchema = z.looseObject({
  workflow_id: z.string(),
  node_id: z.string(),
  title: z.string(),
  type: z.string(),
  /** Rounds of iterations and loops count one each. */
  runs: count,
  /** Ended as `failed` or `exception`. */
  failed: count,
  /** Of all runs of the node. */
  execution_ms: durationMetricsSchema.nullable(),
  total_tokens: count,
  cost: costMetricsSchema,
})
export type NodeMetrics = z.infer<typeof nodeMetricsSchema>

/** What became of the assertions of one type on one part of a run. */
export const assertionMetricsSchema = z.looseObject({
  type: z.string(),
  node: z.string().nullable(),
  output: z.string().nullable(),
  total: count,
  passed: count,
  avg_score: share,
})
export type AssertionMetrics = z.infer<typeof assertionMetricsSchema>

/** One kind of failure. */
export const errorGroupSchema = z.looseObject({
  class: z.string(),
  code: z.string().nullable(),
  workflow_id: z.string(),
  node_id: z.string().nullable(),
  /** Whether it is the infrastructure's, and not the workflow's. */
  infrastructure: z.boolean(),
  count: count.min(1),
  /** Of all failures. */
  share,
  /** One of the messages, cut. */
  example: z.string(),
})
export type ErrorGroup = z.infer<typeof errorGroupSchema>

/** Failures by kind, the most frequent first. */
export const errorDistributionSchema = z.looseObject({ total: count, groups: z.array(errorGroupSchema) })
export type ErrorDistribution = z.infer<typeof errorDistributionSchema>

/** Whether repeats of a case agree. Only cases with two results or more that were not lost say so. */
export const flakinessSchema = z.looseObject({
  repeated_cases: count,
  /** Some of their results passed and some did not. */
  flaky_cases: count,
  rate: share.nullable(),
})
export type Flakiness = z.infer<typeof flakinessSchema>

/** Everything that is counted of a set of results. */
export const performanceMetricsSchema = sliceMetricsSchema.extend({
  /** Cases with a result that was not lost; a case counts once for each variant. */
  cases: count,
  flakiness: flakinessSchema,
  errors_by_kind: errorDistributionSchema,
  tags: z.array(sliceMetricsSchema.extend({ tag: z.string() })),
  segments: z.array(sliceMetricsSchema.extend({ segment: z.string(), value: z.string() })),
  nodes: z.array(nodeMetricsSchema),
  assertions: z.array(assertionMetricsSchema),
})
export type PerformanceMetrics = z.infer<typeof performanceMetricsSchema>
