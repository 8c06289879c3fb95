import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

/** Milliseconds that calls of one kind took. */
export interface LatencyStats {
  readonly count: number
  readonly mean_ms: number
  readonly p50_ms: number
  readonly p90_ms: number
  readonly p99_ms: number
  readonly max_ms: number
}

/** Counts what one open store does. */
export class StoreMetrics {
  hits = 0
  misses = 0
  readonly #reads: RecordableHistogram = createHistogram()
  readonly #saves: RecordableHistogram = createHistogram()

  /** Takes the start of a read from disk. */
  read(startedAt: number): void {
    this.misses += 1
    record(this.#reads, startedAt)
  }

  /** Takes the start of a save. */
  saved(startedAt: number): void {
    record(this.#saves, startedAt)
  }

  get reads(): LatencyStats {
    return summarize(this.#reads)
  }

  get saves(): LatencyStats {
    return summarize(this.#saves)
  }
}

function record(histogram: RecordableHistogram, startedAt: number): void {
  histogram.record(Math.max(1, Math.round((performance.now() - startedAt) * 1e6)))
}

function summarize(histogram: RecordableHistogram): LatencyStats {
  const { count, mean, max } = histogram
  if (count === 0) return { count, mean_ms: 0, p50_ms: 0, p90_ms: 0, p99_ms: 0, max_ms: 0 }
  const at = (percentile: number): number => histogram.percentile(percentile) / 1e6
  return { count, mean_ms: mean / 1e6, p50_ms: at(50), p90_ms: at(90), p99_ms: at(99), max_ms: max / 1e6 }
}
