import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { type StorageError } from '@autoopt/storage-core'
import type { PromptDirectory } from '../layout/prompt-directories.ts'
import { isPlain } from '../layout/prompt-directory-name.ts'
import type { OpenStore } from '../open-store.ts'
import { isUnreadable } from './is-unreadable.ts'

/** How far work on many prompts has come. */
export interface WorkProgress {
  /** Prompts that are done. */
  readonly prompts: number
  /** Versions that were dealt with, or would have been. */
  readonly versions: number
}

/** Work on many prompts, to be watched and stopped. */
export interface LongWorkOptions {
  /** Only this prompt. Default: all. */
  readonly promptId?: string | undefined
  /** Called after each prompt. */
  readonly onProgress?: ((progress: WorkProgress) => void) | undefined
  /** Stops before the next prompt; what was done stays done. */
  readonly signal?: AbortSignal | undefined
}

/** A prompt that was left alone, because something of it cannot be read. */
export interface SkippedPrompt {
  /** Undefined when only the name of its directory is known, which the error says. */
  readonly promptId: string | undefined
  readonly error: StorageError
}

/**
 * Does work for one prompt or for all.
 * @param work returns how many versions it dealt with.
 * @returns the prompts that were left alone.
 */
export async function forEachPrompt(
  store: OpenStore,
  { promptId, onProgress, signal }: LongWorkOptions,
  work: (promptId: string) => Promise<number>,
): Promise<SkippedPrompt[]> {
  const skipped: SkippedPrompt[] = []
  let [prompts, versions] = [0, 0]
  const skip = ({ name }: PromptDirectory, error: StorageError): void => {
    skipped.push({ promptId: isPlain(name) ? name : undefined, error })
  }
  for await (const found of promptId === undefined ? store.index.walk(skip) : [{ promptId }]) {
    signal?.throwIfAborted()
    try {
      versions += await work(found.promptId)
    } catch (error) {
      if (!isUnreadable(error)) throw error
      skipped.push({ promptId: found.promptId, error })
    }
    prompts += 1
    if (prompts % 16 === 0) await untilNextTurn()
    onProgress?.({ prompts, versions })
  }
  return skipped
}
