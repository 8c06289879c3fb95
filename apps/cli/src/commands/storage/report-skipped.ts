import type { SkippedPrompt } from '@autoopt/storage-fs'
import { tell } from '../../terminal/print.ts'

/** Says which prompts were left alone, because something of them cannot be read. */
export function tellSkipped(skipped: readonly SkippedPrompt[]): void {
  for (const { promptId, error } of skipped) tell(`left alone: ${promptId}. ${error.message}`)
}

export function skippedToJson(skipped: readonly SkippedPrompt[]): unknown[] {
  return skipped.map(({ promptId, error: { code, message } }) => ({ prompt_id: promptId, error: { code, message } }))
}
