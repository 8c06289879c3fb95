import { fileURLToPath } from 'node:url'
import { type IPty, spawn } from '@lydell/node-pty'

const entry = fileURLToPath(new URL('../src/cli.ts', import.meta.url))

/** The command line on a terminal of its own. */
export interface TerminalRun {
  /** Everything that was drawn so far, control sequences included. */
  readonly screen: string
  /** Resolves when this has been drawn. */
  shown(text: string): Promise<void>
  type(keys: string): void
  readonly exited: Promise<number>
}

/** Runs the command line as a person at a terminal does. */
export function runOnTerminal(folder: string, parameters: readonly string[], { columns = 100 } = {}): TerminalRun {
  const command = ['--conditions=@autoopt/source', entry, ...parameters]
  const { CI: _, ...env } = process.env
  const pty: IPty = spawn(process.execPath, command, { cwd: folder, cols: columns, rows: 30, env })
  let screen = ''
  let onDrawn = (): void => undefined
  const exited = new Promise<number>((resolve) => {
    pty.onExit(({ exitCode }) => {
      resolve(exitCode)
      onDrawn()
    })
  })
  pty.onData((text) => {
    screen += text
    onDrawn()
  })
  let hasExited = false
  void exited.then(() => (hasExited = true))
  return {
    get screen() {
      return screen
    },
    exited,
    type: (keys) => pty.write(keys),
    shown: async (text) => {
      while (!screen.includes(text)) {
        if (hasExited) throw new Error(`It ended without showing "${text}": ${screen}`)
        await new Promise<void>((resolve) => {
          onDrawn = resolve
        })
        // So that the end is known before the next look.
        await Promise.resolve()
      }
    },
  }
}
