import type { RunEvent, RunTrace } from '@autoopt/trace'
import type { ConversationState } from '../conversation.ts'

/** A run that has begun. Its events can be read once, from the first on, also after it ended. */
export interface Run extends AsyncIterable<RunEvent> {
  readonly id: string
  /** The trace when the run has ended, however it ended. Never rejects. */
  readonly trace: Promise<RunTrace>
  /**
   * What ended the run when it was neither a node of the workflow nor its author: a missing recording or model, a limit, a budget,
   * the reason of the signal. `undefined` for runs that succeeded or failed as they would on Dify. Never rejects.
   */
  readonly obstacle: Promise<unknown>
  /** The conversation with this turn added, for the next run; `undefined` in apps without conversations. Never rejects. */
  readonly conversation: Promise<ConversationState | undefined>
}
