/** How far work on many prompts has come. */
export interface WorkProgress {
  /** Prompts that are done. */
  readonly prompts: number
  /** Versions that were, or are to be, dealt with. */
  readonly versions: number
}

/** Work on many prompts, to be watched and stopped. */
export interface LongWorkOptions {
  /** Called after each prompt. */
  readonly onProgress?: ((progress: WorkProgress) => void) | undefined
  /** Stops before the next prompt; what was done stays done. */
  readonly signal?: AbortSignal | undefined
}
