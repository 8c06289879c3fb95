import { nodeFilePort } from '../files/node-file-port.ts'
import type { OpenStore } from '../open-store.ts'
import { DirectoryHints } from './directory-hints.ts'
import type { VersionEvent } from './version-event.ts'
import { WatchedPrompts } from './watched-prompts.ts'

export interface WatchOptions {
  /** Ends the watch, without an error. */
  readonly signal?: AbortSignal | undefined
  /** Called once the watch has begun: it tells of every change from then on, and not of what there is already. */
  readonly onReady?: (() => void) | undefined
  /** Milliseconds between two looks at what the operating system does not watch. Default: 1,000. */
  readonly pollMs?: number | undefined
}

const maxWatched = 4_000
/** Hints can be lost, so everything is looked at now and then in any case. */
const resyncMs = 30_000
const minDelayMs = 5
/** To look at everything takes at most one part in so many of the time. */
const idleShare = 20

/** The changes of a prompt, or of all prompts; the whole way of `watch`. Ends when the store is closed. */
export async function* watchVersions(
  store: OpenStore,
  promptId: string | undefined,
  { signal, onReady, pollMs = 1_000 }: WatchOptions = {},
): AsyncGenerator<VersionEvent> {
  const ended = AbortSignal.any(signal ? [store.closing, signal] : [store.closing])
  await store.open()
  const canWatch = store.files === nodeFilePort && (store.isLocal || process.platform !== 'linux')
  const hints = new DirectoryHints({ files: store.files, canWatch, maxWatched })
  const prompts = new WatchedPrompts(store, hints, promptId)
  try {
    await prompts.begin()
    onReady?.()
    let lookedAt = performance.now()
    let tookMs = 0
    const dueAt = (): number =>
      lookedAt + (prompts.isCovered ? resyncMs : Math.min(resyncMs, Math.max(pollMs, idleShare * tookMs)))
    for (let delay = minDelayMs; ;) {
      const isUnsettled = prompts.unsettled.size > 0
      delay = isUnsettled ? Math.min(2 * delay, pollMs) : minDelayMs
      const untilDue = Math.max(0, dueAt() - performance.now())
      const hinted = await hints.next(isUnsettled ? Math.min(delay, untilDue) : untilDue, ended)
      if (ended.aborted) return
      const startedAt = performance.now()
      const isDue = startedAt >= dueAt()
      yield* prompts.changes(isDue ? undefined : new Set([...hinted, ...prompts.unsettled]))
      if (isDue) [lookedAt, tookMs] = [startedAt, performance.now() - startedAt]
    }
  } finally {
    hints.close()
  }
}
