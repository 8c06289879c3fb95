import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** A process that runs `writer.ts`, or another program like it. */
export class Writer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #closed: Promise<unknown>
  #output = ''

  constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#child = child
    this.#closed = once(child, 'close')
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      this.#output += chunk
    })
  }

  /** The versions that it says it saved, or what else it prints; complete lines only. */
  get saved(): string[] {
    return this.#output.split('\n').slice(1, -1)
  }

  async untilReady(): Promise<void> {
    await this.#until(() => this.#output.startsWith('ready\n'))
  }

  /** Rejects when the process ends before. */
  async untilSaved(count: number): Promise<void> {
    await this.#until(() => this.saved.length >= count)
  }

  go(): void {
    this.#child.stdin.end('go')
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#closed
  }

  /** @returns its exit code. */
  async untilClosed(): Promise<number | null> {
    await this.#closed
    return this.#child.exitCode
  }

  async #until(isReached: () => boolean): Promise<void> {
    const ended = this.#closed.then(() => 'ended')
    while (!isReached()) {
      const event = await Promise.race([once(this.#child.stdout, 'data'), ended])
      if (event === 'ended' && !isReached()) throw new Error('the writer ended early')
    }
  }
}

/** Starts a writer that is ready to go. */
export async function startWriter(
  storageDir: string,
  name: string,
  count: number,
  { program = 'writer.ts', disk = '' }: { readonly program?: string; readonly disk?: 'linkless' | '' } = {},
): Promise<Writer> {
  const script = fileURLToPath(new URL(program, import.meta.url))
  const flags = ['--conditions=@autoopt/source', '--disable-warning=ExperimentalWarning']
  const child = spawn(process.execPath, [...flags, script, storageDir, name, String(count), disk], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const writer = new Writer(child)
  onTestFinished(async () => writer.kill())
  await writer.untilReady()
  return writer
}
