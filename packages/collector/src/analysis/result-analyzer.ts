import { defaultMaxErrorRate } from '@autoopt/config'
import type { TestResult } from '../results/test-result.ts'
import { DataCollector, type TallyFilter } from './data-collector.ts'
import { describeRun } from './describe-run.ts'
import type { PerformanceMetrics } from './metrics-schemas.ts'
import type { RunSummary } from './run-summary.ts'

export interface ResultAnalyzerOptions {
  /** Share of results lost to the infrastructure above which a run is not valid. Default: that of execution policies. */
  readonly maxInfraErrorRate?: number
  /** Of the intervals. Default: 0.95. */
  readonly level?: number
}

/** Turns what was counted into figures and sentences. */
export class ResultAnalyzer {
  readonly #maxInfraErrorRate: number
  readonly #level: number

  constructor(options: ResultAnalyzerOptions = {}) {
    const { maxInfraErrorRate = defaultMaxErrorRate, level = 0.95 } = options
    this.#maxInfraErrorRate = maxInfraErrorRate
    this.#level = level
  }

  /** The figures of the chosen results. */
  metrics(collector: DataCollector, filter: TallyFilter = {}): PerformanceMetrics {
    return collector.tally(filter).metrics({ level: this.#level })
  }

  summarize(collector: DataCollector): RunSummary {
    const metrics = this.metrics(collector)
    const maxInfraErrorRate = this.#maxInfraErrorRate
    return {
      valid: (metrics.infra_error_rate ?? 0) <= maxInfraErrorRate,
      max_infra_error_rate: maxInfraErrorRate,
      findings: describeRun(metrics, { maxInfraErrorRate }),
      metrics,
      variants: collector.variants().map(({ workflow_id, variant_id }) => ({
        workflow_id,
        variant_id,
        metrics: this.metrics(collector, { workflowId: workflow_id, variantId: variant_id }),
      })),
    }
  }

  /** Reads all rows once and keeps none. */
  async analyze(results: AsyncIterable<TestResult> | Iterable<TestResult>): Promise<RunSummary> {
    const collector = new DataCollector()
    for await (const result of results) collector.add(result)
    return this.summarize(collector)
  }
}
