import { invocation } from '../terminal/invocation.ts'
import { print, tell } from '../terminal/print.ts'
import type { Pushed } from './push-app.ts'

/** Says what became of a push, and how to undo it. */
export function reportPush(pushed: Pushed, { undo }: { readonly undo: string }): void {
  const { app_id, changed, snapshot, backup, published, has_draft, dry_run, is_same } = pushed
  const what = has_draft ? 'draft' : 'configuration'
  if (is_same) print(`The ${what} says the same already; nothing was written.`)
  else if (dry_run) tell('Nothing was written (--dry-run).')
  if (snapshot !== null) {
    print(`${changed.length} prompts changed in the ${what} of ${app_id}. What it was is kept in ${snapshot}.`)
    tell(`To undo: ${invocation()} ${undo}`)
  }
  if (backup !== null) tell(`The file says what the ${what} says now; what it said is kept in ${backup}.`)
  if (published) print('Published.')
  else if (snapshot !== null && !has_draft) tell('The app has no draft: it is live.')
  else if (snapshot !== null) tell('It is a draft until you publish it (--publish, or dify publish).')
}
