import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { FrameReader } from './frame-reader.ts'
import { encodeFrameHeader, frameKinds, type Frame } from './frames.ts'
import { watchMemory } from './watch-memory.ts'

/** The longest answer that is taken from a sandbox. An image of Python's memory is half of it. */
const maxAnswerBytes = 64 * 2 ** 20
/** How much of the end of the error output is kept, to say why a process ended. */
const keptErrorOutput = 4_000
const startTimeoutMs = 60_000

export interface SandboxProcessOptions {
  /** The program. */
  readonly program: string
  /** What it may read: files, and folders with all that is in them. Nothing else on this machine is open to it. */
  readonly readable: readonly string[]
  readonly heapMb: number
  /** What the process may hold in all, beyond which a run is stopped. */
  readonly maxMb: number
  /** Frames that it gets before it says that it is ready. */
  readonly startFrames?: readonly Frame[]
}

export type SandboxAnswer =
  | { readonly kind: 'value' | 'failure'; readonly text: string }
  | { readonly kind: 'outOfMemory' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'ended'; readonly finding: string }

/** One child process in which untrusted code runs, one run at a time. */
export class SandboxProcess {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #maxMb: number
  readonly #frames = new FrameReader(maxAnswerBytes)
  #errorOutput = ''
  #receive: ((event: Frame | SandboxAnswer) => void) | undefined
  #hasEnded = false
  /** Received while starting: the image of Python's memory. */
  image: Uint8Array | undefined

  private constructor(child: ChildProcessWithoutNullStreams, maxMb: number) {
    this.#child = child
    this.#maxMb = maxMb
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      this.#errorOutput = (this.#errorOutput + chunk.toString()).slice(-keptErrorOutput)
    })
    child.on('error', (error) => this.#end({ kind: 'ended', finding: error.message }))
    child.on('close', (code, signal) => this.#end(this.#explainEnd(code, signal)))
    // What cannot be written any more is told by the end of the process.
    child.stdin.on('error', () => {})
    living.add(child)
  }

  /**
   * Starts a process and waits until it is ready.
   *
   * @throws Error when it ends or takes too long before that.
   */
  static async start(options: SandboxProcessOptions): Promise<SandboxProcess> {
    const { program, readable, heapMb, startFrames = [] } = options
    const flags = [
      '--permission',
      ...readable.map((path) => `--allow-fs-read=${path}`),
      '--disallow-code-generation-from-strings',
      `--max-old-space-size=${heapMb}`,
      '--no-warnings',
    ]
    const child = spawn(process.execPath, [...flags, program], { env: environment(), stdio: 'pipe', windowsHide: true })
    const started = new SandboxProcess(child, options.maxMb)
    for (const { kind, body } of startFrames) started.#send(kind, body)
    await started.#untilReady()
    return started
  }

  /** Whether it can take no more runs. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Runs one request; a process whose run is stopped ends. */
  async run(
    request: object,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<SandboxAnswer> {
    const { timeoutMs, signal } = options
    signal?.throwIfAborted()
    this.#hold(true)
    this.#send(frameKinds.run, Buffer.from(JSON.stringify(request)))
    let timer: NodeJS.Timeout | undefined
    let stop: (() => void) | undefined
    let stopWatching: (() => void) | undefined
    try {
      const answer = await new Promise<SandboxAnswer>((resolve, reject) => {
        this.#receive = (event) => resolve(typeof event.kind === 'string' ? event : answerOf(event))
        timer = setTimeout(() => resolve({ kind: 'timeout' }), timeoutMs)
        const onExcess = (): void => resolve({ kind: 'outOfMemory' })
        stopWatching = watchMemory(this.#child.pid, { maxMb: this.#maxMb, onExcess })
        stop = () => reject(signal?.reason as Error)
        signal?.addEventListener('abort', stop)
      })
      if (answer.kind !== 'value' && answer.kind !== 'failure') this.kill()
      return answer
    } catch (error) {
      this.kill()
      throw error
    } finally {
      clearTimeout(timer)
      stopWatching?.()
      if (stop !== undefined) signal?.removeEventListener('abort', stop)
      this.#receive = undefined
      this.#hold(false)
    }
  }

  /** Ends the process at once. */
  kill(): void {
    this.#hasEnded = true
    this.#child.kill('SIGKILL')
    living.delete(this.#child)
  }

  async #untilReady(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    try {
      await new Promise<void>((resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`it was not ready after ${startTimeoutMs} ms`)), startTimeoutMs)
        this.#receive = (event) => {
          if (typeof event.kind === 'string') reject(new Error('finding' in event ? event.finding : 'it ended'))
          else if (event.kind === frameKinds.image && 'body' in event) this.image = event.body
          else if (event.kind === frameKinds.ready) resolve()
          else reject(new Error(`it sent frame ${event.kind} before it was ready`))
        }
      })
    } catch (error) {
      this.kill()
      throw error
    } finally {
      clearTimeout(timer)
      this.#receive = undefined
      this.#hold(false)
    }
  }

  #send(kind: number, body: Uint8Array): void {
    this.#child.stdin.write(encodeFrameHeader(kind, body.byteLength))
    this.#child.stdin.write(body)
  }

  #read(chunk: Buffer): void {
    try {
      for (const frame of this.#frames.push(chunk)) this.#receive?.(frame)
    } catch (error) {
      this.#end({ kind: 'ended', finding: error instanceof Error ? error.message : String(error) })
      this.kill()
    }
  }

  #end(answer: SandboxAnswer): void {
    this.#hasEnded = true
    living.delete(this.#child)
    this.#receive?.(answer)
  }

  #explainEnd(code: number | null, signal: NodeJS.Signals | null): SandboxAnswer {
    if (/out of memory|allocation failed/i.test(this.#errorOutput)) return { kind: 'outOfMemory' }
    const ending = signal === null ? `exit code ${code}` : `signal ${signal}`
    const reason = /^(?:\w*Error|FATAL ERROR).*$/m.exec(this.#errorOutput)?.[0]
    return { kind: 'ended', finding: reason === undefined ? ending : `${ending}, ${reason}` }
  }

  /** An idle process does not keep the program alive that started it. */
  #hold(isBusy: boolean): void {
    const handles = [this.#child, this.#child.stdin, this.#child.stdout, this.#child.stderr] as unknown as Holdable[]
    for (const handle of handles) {
      if (isBusy) handle.ref()
      else handle.unref()
    }
  }
}

interface Holdable {
  ref(): void
  unref(): void
}

/** Ended with this process, should nobody close the sandbox. */
const living = new Set<ChildProcessWithoutNullStreams>()
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})

/** Windows starts no program without the first; times are UTC, as on Dify's servers. */
function environment(): NodeJS.ProcessEnv {
  const root = process.env['SystemRoot']
  return { ...(process.platform === 'win32' && root !== undefined ? { SystemRoot: root } : {}), TZ: 'UTC' }
}

function answerOf({ kind, body }: Frame): SandboxAnswer {
  const text = new TextDecoder().decode(body)
  if (kind === frameKinds.value) return { kind: 'value', text }
  if (kind === frameKinds.failure) return { kind: 'failure', text }
  if (kind === frameKinds.outOfMemory) return { kind: 'outOfMemory' }
  return { kind: 'ended', finding: kind === frameKinds.broken ? text : `it sent a frame of unknown kind ${kind}` }
}
