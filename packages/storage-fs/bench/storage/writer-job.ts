/** Stores that several processes can save into. */
export const writerTargets = [
  'storage-fs fast',
  'storage-fs strict',
  'lock per prompt',
  'better-sqlite3',
  'lmdb',
  "the requirements' design",
] as const
export type WriterTarget = (typeof writerTargets)[number]

/** What one of some processes is to save. */
export interface WriterJob {
  readonly target: WriterTarget
  readonly path: string
  /** Its place among the processes. */
  readonly writer: number
  readonly saves: number
}

/** Every fifth save is of a version that every process saves; of these one process may succeed with each. */
export const sharedEvery = 5

export type WriterMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly report: WriterReport }
  | { readonly kind: 'failed'; readonly message: string }

/** Times are those of the machine's monotonic clock, which all processes share. */
export interface WriterReport {
  readonly startedMs: number
  readonly endedMs: number
  /** Of each save, successful or refused. */
  readonly latenciesMs: readonly number[]
  /** Versions that it was told are saved, as `promptId version`. */
  readonly saved: readonly string[]
}
