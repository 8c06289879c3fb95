import {
  SandboxCodeError,
  SandboxCrashError,
  SandboxMemoryError,
  SandboxTimeoutError,
  SandboxUnavailableError,
  TemplateNotExactError,
  type SandboxLanguage,
} from './errors.ts'
import { explainInexact } from './explain-inexact.ts'
import { frameKinds } from './frames.ts'
import { ProcessPool } from './process-pool.ts'
import { readSandboxJson, writeSandboxJson } from './sandbox-json.ts'
import { findHostProgram, findLightEngine, findPyodide } from './sandbox-files.ts'
import { SandboxProcess, type SandboxAnswer } from './sandbox-process.ts'
import type { Sandbox, SandboxRunOptions, SandboxValue } from './sandbox.ts'
import { pythonStarter } from './start-python-process.ts'

export interface SandboxOptions {
  /** How long one run may take. Default 15 s, as on Dify's servers. The start of a process does not count. */
  readonly timeoutMs?: number
  /** How much memory one run may use. Default 256; Python itself needs 32 of them. */
  readonly memoryMb?: number
  /** How many processes of each language run at the same time. Default 2. */
  readonly processes?: number
  /**
   * A folder where the memory of a started Python is kept, 31 MB, so that the next program starts it in 0.3 s instead of 2. Without it
   * nothing is written.
   */
  readonly cacheFolder?: string
  /** Whether Pyodide is used where it is installed. Default true; without it there is no Python, and only simple templates. */
  readonly usePyodide?: boolean
}

/** Opens a sandbox. Processes start with the first run that needs them. */
export function openSandbox(options: SandboxOptions = {}): Sandbox {
  return new ProcessSandbox(options)
}

type Inputs = Readonly<Record<string, SandboxValue>>

class ProcessSandbox implements Sandbox {
  readonly #timeoutMs: number
  readonly #memoryMb: number
  readonly #python: ProcessPool | undefined
  readonly #javaScript: ProcessPool
  readonly #template: ProcessPool

  constructor({ timeoutMs = 15_000, memoryMb = 256, processes = 2, cacheFolder, usePyodide = true }: SandboxOptions) {
    this.#timeoutMs = timeoutMs
    this.#memoryMb = memoryMb
    const pyodide = usePyodide ? findPyodide() : undefined
    if (pyodide !== undefined) {
      this.#python = new ProcessPool({ size: processes, start: pythonStarter({ pyodide, memoryMb, cacheFolder }) })
    }
    this.#javaScript = new ProcessPool({ size: processes, start: () => startJavaScript(memoryMb) })
    this.#template = new ProcessPool({ size: processes, start: () => startTemplates(memoryMb) })
  }

  async runPython(code: string, inputs: Inputs, options: SandboxRunOptions = {}): Promise<SandboxValue> {
    const pool = this.#python
    if (pool === undefined) throw new SandboxUnavailableError('install the package pyodide', { language: 'python3' })
    return readResult(await this.#run(pool, { language: 'python3', code, inputs }, options), 'python3')
  }

  async runJavaScript(code: string, inputs: Inputs, options: SandboxRunOptions = {}): Promise<SandboxValue> {
    const request = { language: 'javascript', code, inputs } as const
    return readResult(await this.#run(this.#javaScript, request, options), 'javascript')
  }

  async renderJinja(template: string, inputs: Inputs, options: SandboxRunOptions = {}): Promise<string> {
    const request = { language: 'jinja2', code: template, inputs } as const
    const pool = this.#python ?? this.#lightTemplates(template, inputs)
    return JSON.parse(await this.#run(pool, request, options)) as string
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const pool of [this.#python, this.#javaScript, this.#template]) pool?.close()
  }

  #lightTemplates(template: string, inputs: Inputs): ProcessPool {
    const finding = explainInexact(template, inputs)
    if (finding !== undefined) throw new TemplateNotExactError({ finding })
    return this.#template
  }

  async #run(
    pool: ProcessPool,
    request: { readonly language: SandboxLanguage; readonly code: string; readonly inputs: Inputs },
    { timeoutMs = this.#timeoutMs, signal }: SandboxRunOptions,
  ): Promise<string> {
    const { language, code } = request
    const message = { language, code, inputs: writeSandboxJson(request.inputs), timeoutMs }
    const answer = await pool
      .use((process) => process.run(message, { timeoutMs, signal }), { signal })
      .catch((error: unknown) => {
        if (signal?.aborted === true || error instanceof SandboxUnavailableError) throw error
        throw new SandboxUnavailableError(String(error), { language }, { cause: error })
      })
    return readAnswer(answer, { language, timeoutMs, memoryMb: this.#memoryMb })
  }
}

/** What Node itself holds beside the heap. */
const nodeMb = 192

function startJavaScript(memoryMb: number): Promise<SandboxProcess> {
  return SandboxProcess.start({ ...findHostProgram('javascript-host'), heapMb: memoryMb, maxMb: memoryMb + nodeMb })
}

function startTemplates(memoryMb: number): Promise<SandboxProcess> {
  const { program, readable } = findHostProgram('template-host')
  const { folder, engine } = findLightEngine()
  return SandboxProcess.start({
    program,
    readable: [...readable, `${folder}/`],
    heapMb: memoryMb,
    maxMb: memoryMb + nodeMb,
    startFrames: [{ kind: frameKinds.start, body: new TextEncoder().encode(JSON.stringify({ engine })) }],
  })
}

function readAnswer(
  answer: SandboxAnswer,
  {
    language,
    timeoutMs,
    memoryMb,
  }: { readonly language: SandboxLanguage; readonly timeoutMs: number; readonly memoryMb: number },
): string {
  switch (answer.kind) {
    case 'value':
      return answer.text
    case 'failure':
      throw new SandboxCodeError(answer.text, { language })
    case 'outOfMemory':
      throw new SandboxMemoryError({ language, memoryMb })
    case 'timeout':
      throw new SandboxTimeoutError({ language, timeoutMs })
    case 'ended':
      throw new SandboxCrashError(answer.finding, { language })
  }
}

function readResult(text: string, language: SandboxLanguage): SandboxValue {
  try {
    return readSandboxJson(text)
  } catch (error) {
    throw new SandboxCodeError(`the result is not JSON: ${String(error)}`, { language })
  }
}
