import type { RunTrace } from '@autoopt/trace'

/** A run of an app, as the server keeps it. */
export interface StubRun {
  readonly id: string
  readonly taskId: string
  readonly appId: string
  readonly mode: string
  readonly workflowId: string
  readonly version: string
  readonly user: string
  readonly from: 'app-run' | 'debugging'
  readonly inputs: Readonly<Record<string, unknown>>
  readonly query: string | undefined
  readonly createdAt: number
  readonly controller: AbortController
  conversationId: string | undefined
  /** Undefined while the run goes on. */
  trace: RunTrace | undefined
  finishedAt: number | undefined
}
