import type { TestResult } from '@autoopt/collector'
import type { StopReason, WaitReason } from '../schedule/task-scheduler.ts'
import type { RunRecord } from './run-record.ts'
import type { RunFolderSummary } from './run-summary.ts'

/** What a run tells while it goes on. `run-started` comes first, `run-finished` last. */
export type RunProgress =
  | {
      readonly type: 'run-started'
      readonly record: RunRecord
      readonly folder: string
      /** Results that the run is to have, and those that it has already. */
      readonly expected: number
      readonly finished: number
    }
  /** Its line is durable. */
  | {
      readonly type: 'case-finished'
      readonly result: TestResult
      readonly expected: number
      readonly finished: number
    }
  /** Why nothing starts although it could; `null` when things go on. */
  | {
      readonly type: 'waiting'
      readonly reason: WaitReason | null
      readonly waitMs: number
      readonly message?: string
    }
  /** The run ends before all cases have a result. It can be resumed. */
  | { readonly type: 'stopped'; readonly reason: StopReason }
  | { readonly type: 'run-finished'; readonly summary: RunFolderSummary; readonly folder: string }
