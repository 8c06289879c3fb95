import { setTimeout as wait } from 'node:timers/promises'
import type { RunningCli } from '../storage/start-cli.ts'

/** Waits until a command has printed a text. @throws when it ends without. */
export async function untilPrinted(running: RunningCli, text: string): Promise<void> {
  return until(running, { text, output: running.printed })
}

/** Waits until a command has said a text on stderr. @throws when it ends without. */
export async function untilSaid(running: RunningCli, text: string): Promise<void> {
  return until(running, { text, output: running.said })
}

async function until(
  { child, printed, said }: RunningCli,
  { text, output }: { readonly text: string; readonly output: () => string },
): Promise<void> {
  while (!output().includes(text)) {
    if (child.exitCode !== null) throw new Error(`It ended without "${text}":\n${printed()}${said()}`)
    await wait(10)
  }
}
