import { ResultAnalyzer } from '../analysis/result-analyzer.ts'
import type { RunSummary } from '../analysis/run-summary.ts'
import type { TestResult } from '../results/test-result.ts'

/** What is exported. */
export interface ExportSource {
  /** Begins a new pass over the rows; some formats need several. */
  results(): AsyncIterable<TestResult> | Iterable<TestResult>
  /** Of these rows. Default: made from them in a pass of its own. */
  readonly summary?: RunSummary
  /** Heads reports. Default: `Test results`. */
  readonly title?: string
}

/** A source whose summary is made once, and only when a format asks for it. */
export interface PreparedSource {
  readonly title: string
  results(): AsyncIterable<TestResult> | Iterable<TestResult>
  summary(): Promise<RunSummary>
}

/** Puts in what a source leaves out. */
export function prepareSource(source: ExportSource): PreparedSource {
  let summary: Promise<RunSummary> | undefined
  return {
    title: source.title ?? 'Test results',
    results: () => source.results(),
    summary: () => (summary ??= summaryOf(source)),
  }
}

async function summaryOf(source: ExportSource): Promise<RunSummary> {
  return source.summary ?? (await new ResultAnalyzer().analyze(source.results()))
}
