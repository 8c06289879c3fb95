import type { RunEvent } from '@autoopt/trace'
import { paint } from '../terminal/paint.ts'
import { tell } from '../terminal/print.ts'

/** Says on stderr what happens in a run: each node that ended, each retry. */
export function tellProgress(event: RunEvent): void {
  if (event.event === 'node_retry') {
    const { title, retry_index, error } = event.data
    tell(`↻ ${title} ${dim(`retry ${retry_index}`)} ${error ?? ''}`)
  }
  if (event.event !== 'node_finished' && event.event !== 'iteration_completed' && event.event !== 'loop_completed')
    return
  const { title, node_type, status, elapsed_time, error } = event.data
  const facts = dim(`${node_type} · ${formatSeconds(elapsed_time)}`)
  tell(`${signs[status]} ${title} ${facts}${error === null ? '' : ` ${error}`}`)
}

const signs = { succeeded: '✓', failed: '✗', exception: '!', stopped: '■' } as const

/** A duration for people. */
export function formatSeconds(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`
}

function dim(text: string): string {
  return paint('dim', text, process.stderr)
}
