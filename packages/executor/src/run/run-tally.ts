import { DataCollector, ResultAnalyzer, type TestResult } from '@autoopt/collector'
import type { RunRecord } from './run-record.ts'
import type { RunFolderSummary } from './run-summary.ts'

/** Counts the rows of one run, and sums them up. */
export class RunTally {
  readonly #record: RunRecord
  readonly #collector = new DataCollector()
  #finished = 0

  constructor(record: RunRecord) {
    this.#record = record
  }

  /** Results that a complete run has. */
  get expected(): number {
    return this.#record.manifests.reduce((sum, { case_count, execution }) => sum + case_count * execution.repeat, 0)
  }

  get finished(): number {
    return this.#finished
  }

  add(result: TestResult): void {
    this.#finished += 1
    this.#collector.add(result)
  }

  summary(): RunFolderSummary {
    const { run_id, manifests } = this.#record
    const maxInfraErrorRate = Math.min(...manifests.map(({ execution }) => execution.max_error_rate))
    const summary = new ResultAnalyzer({ maxInfraErrorRate }).summarize(this.#collector)
    const broken = summary.variants.filter(({ metrics }) => (metrics.infra_error_rate ?? 0) > maxInfraErrorRate)
    const findings = broken.map(({ workflow_id, variant_id, metrics }) => {
      const share = `${metrics.infra_errors} of ${metrics.total} results`
      return `Variant ${variant_id} of ${workflow_id} lost ${share} to the infrastructure: it cannot be compared. Resume the run to have them run again.`
    })
    return {
      format: 1,
      run_id,
      complete: this.#finished >= this.expected,
      expected: this.expected,
      finished: this.#finished,
      ...summary,
      valid: summary.valid && broken.length === 0,
      findings: this.#isEmpty()
        ? [`None of ${this.expected} results is there yet: nothing was measured.`]
        : [...summary.findings, ...(summary.variants.length > 1 ? findings : [])],
    }
  }

  /** Whether the run was stopped before anything was finished, which is not the same as having no cases. */
  #isEmpty(): boolean {
    return this.#finished === 0 && this.expected > 0
  }
}
