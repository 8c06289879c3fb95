/** What is known of one run of a workflow. Runs that the infrastructure lost are none. */
export interface ObservedRun {
  readonly status: 'passed' | 'failed' | 'error'
  readonly elapsedMs: number
  readonly tokens: number
  /** `null` when unknown. */
  readonly costUsd: number | null
  /** Milliseconds since 1970. */
  readonly at: number
}

/** What is known of what runs: files that an optimization could begin with. */
export interface KnownSubject {
  readonly app?: string
  readonly plan?: string
  readonly cases?: string
  readonly workflow?: string
  readonly model?: string
  readonly target?: 'local' | 'dify'
}

/** The latest runs, each time it is called. */
export interface RunSource {
  readonly read: (signal: AbortSignal) => Promise<readonly ObservedRun[]>
  readonly subject: () => Promise<KnownSubject>
}
