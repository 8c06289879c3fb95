import type { PerformanceMetrics, SliceMetrics } from '../analysis/metrics-schemas.ts'
import type { RunSummary } from '../analysis/run-summary.ts'
import { formatCost, formatDuration, formatRate, formatScore, formatShare } from './format-figures.ts'

/** A table of a report, in plain text. */
export interface ReportTable {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const sliceHead = ['Results', 'Passed', 'Success rate', 'Mean score', 'Errors', 'Lost', 'p50', 'p95', 'Tokens', 'Cost']

/** The tables that a person reads in a report; those without rows are left out. */
export function reportTables(summary: RunSummary): ReportTable[] {
  return [variants(summary), tags(summary.metrics), segments(summary.metrics), errors(summary.metrics)]
    .concat(assertions(summary.metrics), nodes(summary.metrics))
    .filter(({ rows }) => rows.length > 0)
}

function variants(summary: RunSummary): ReportTable {
  return {
    title: 'Variants',
    head: ['Workflow', 'Variant', 'Grade', ...sliceHead],
    rows: summary.variants.map(({ workflow_id, variant_id, metrics }) => [
      workflow_id,
      variant_id,
      metrics.grade ?? '–',
      ...slice(metrics),
    ]),
  }
}

function tags(metrics: PerformanceMetrics): ReportTable {
  return {
    title: 'Tags',
    head: ['Tag', ...sliceHead],
    rows: metrics.tags.map((of) => [of.tag, ...slice(of)]),
  }
}

function segments(metrics: PerformanceMetrics): ReportTable {
  return {
    title: 'Segments',
    head: ['Segment', 'Value', ...sliceHead],
    rows: metrics.segments.map((of) => [of.segment, of.value, ...slice(of)]),
  }
}

function slice(metrics: SliceMetrics): string[] {
  return [
    String(metrics.total),
    String(metrics.passed),
    formatRate(metrics),
    formatScore(metrics.avg_score),
    String(metrics.errors),
    String(metrics.infra_errors),
    formatDuration(metrics.execution_ms?.p50),
    formatDuration(metrics.execution_ms?.p95),
    String(metrics.total_tokens),
    formatCost(metrics.cost),
  ]
}

function errors({ errors_by_kind: { groups } }: PerformanceMetrics): ReportTable {
  return {
    title: 'Errors',
    head: ['Class', 'Code', 'Node', 'Whose', 'Count', 'Share', 'Example'],
    rows: groups.map((group) => [
      group.class,
      group.code ?? '',
      group.node_id ?? '',
      group.infrastructure ? 'infrastructure' : 'workflow',
      String(group.count),
      formatShare(group.share),
      group.example,
    ]),
  }
}

function assertions(metrics: PerformanceMetrics): ReportTable {
  return {
    title: 'Assertions',
    head: ['Type', 'Node', 'Output', 'Checked', 'Held', 'Mean score'],
    rows: metrics.assertions.map(({ type, node, output, total, passed, avg_score }) => [
      type,
      node ?? '',
      output ?? '',
      String(total),
      String(passed),
      formatScore(avg_score),
    ]),
  }
}

function nodes(metrics: PerformanceMetrics): ReportTable {
  return {
    title: 'Nodes',
    head: ['Workflow', 'Node', 'Title', 'Type', 'Runs', 'Failed', 'p50', 'p95', 'Tokens', 'Cost'],
    rows: metrics.nodes.map((node) => [
      node.workflow_id,
      node.node_id,
      node.title,
      node.type,
      String(node.runs),
      String(node.failed),
      formatDuration(node.execution_ms?.p50),
      formatDuration(node.execution_ms?.p95),
      String(node.total_tokens),
      formatCost(node.cost),
    ]),
  }
}
