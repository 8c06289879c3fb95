import type { Context } from './context.ts'
import type { Row } from './row.ts'

/** Rows that are measured in one process, side by side. */
export interface Group {
  /** A file of `rows/`, which exports `measure`. */
  readonly file: string
  readonly rows: readonly string[]
  readonly needsBigStore?: boolean
}

export type Measure = (context: Context) => Promise<Row[]>

/** In the order they run; those on the big store come last, since it takes a minute to make. */
export const groups: readonly Group[] = [
  { file: 'durable-save', rows: ['1', '2', '7'] },
  { file: 'concurrent-save', rows: ['4'] },
  { file: 'unflushed-save', rows: ['5'] },
  { file: 'batch-save', rows: ['6', '8'] },
  { file: 'cached-read', rows: ['9', '10'] },
  { file: 'uncached-read', rows: ['11', '12'] },
  { file: 'latest-and-list', rows: ['14', '15'] },
  { file: 'processes', rows: ['20', '21'] },
  { file: 'event-loop', rows: ['22'] },
  { file: 'package', rows: ['package'] },
  { file: 'big-store-save', rows: ['3'], needsBigStore: true },
  { file: 'big-store-read', rows: ['13'], needsBigStore: true },
  { file: 'open', rows: ['16', '17', '18'], needsBigStore: true },
  { file: 'memory', rows: ['19'], needsBigStore: true },
  { file: 'upkeep', rows: ['verify', 'backup', 'restore'], needsBigStore: true },
]
