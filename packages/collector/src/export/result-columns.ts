import type { TestResult } from '../results/test-result.ts'
import { failedReasons } from './failed-reasons.ts'

/** What a cell of a table holds; `null` is an empty cell. */
export type CellValue = string | number | boolean | null

export interface Column<Row> {
  readonly name: string
  value(row: Row): CellValue
}

/** The table of results: one line each, in CSV and in XLSX. */
export const resultColumns: readonly Column<TestResult>[] = [
  { name: 'workflow_id', value: (result) => result.workflow_id },
  { name: 'variant_id', value: (result) => result.variant_id },
  { name: 'case_id', value: (result) => result.case_id },
  { name: 'repeat', value: (result) => result.repeat },
  { name: 'status', value: (result) => result.status },
  { name: 'score', value: (result) => result.score },
  { name: 'gate_failed', value: (result) => result.gate_failed },
  { name: 'unasserted', value: (result) => result.unasserted },
  { name: 'must_pass', value: (result) => result.must_pass },
  { name: 'weight', value: (result) => result.weight },
  { name: 'tags', value: (result) => result.tags.join(', ') },
  { name: 'group', value: (result) => result.group ?? null },
  { name: 'elapsed_ms', value: (result) => result.elapsed_ms },
  { name: 'attempts', value: (result) => result.attempts },
  { name: 'input_tokens', value: (result) => result.input_tokens },
  { name: 'output_tokens', value: (result) => result.output_tokens },
  { name: 'total_tokens', value: (result) => result.total_tokens },
  { name: 'total_cost_usd', value: (result) => result.total_cost_usd },
  { name: 'judge_tokens', value: (result) => result.judge_tokens },
  { name: 'judge_cost_usd', value: (result) => result.judge_cost_usd },
  { name: 'error_class', value: (result) => result.error?.class ?? null },
  { name: 'error_node', value: (result) => result.error?.node_id ?? null },
  { name: 'error_message', value: (result) => result.error?.message ?? null },
  { name: 'failed_assertions', value: (result) => failedReasons(result).join('\n') || null },
  { name: 'answer', value: (result) => result.answer ?? null },
  { name: 'outputs', value: (result) => (result.outputs === null ? null : JSON.stringify(result.outputs)) },
  { name: 'simulated', value: (result) => result.simulated },
  { name: 'started_at', value: (result) => result.started_at },
  { name: 'finished_at', value: (result) => result.finished_at },
  { name: 'case_sha256', value: (result) => result.case_sha256 },
  { name: 'manifest_id', value: (result) => result.manifest_id },
]
