import type { PythonFloat } from './python-float.ts'

/**
 * A value that crosses into the sandbox and back.
 *
 * Python tells integers from floats: a whole `number` is an `int`, any other a `float`; {@link PythonFloat} is a float that happens
 * to be whole, `bigint` an integer that a `number` cannot hold exactly.
 */
export type SandboxValue =
  | null
  | boolean
  | string
  | number
  | bigint
  | PythonFloat
  | readonly SandboxValue[]
  | { readonly [key: string]: SandboxValue }

export interface SandboxRunOptions {
  /** When it runs longer it is stopped with {@link SandboxTimeoutError}. Default: what the sandbox was opened with. */
  readonly timeoutMs?: number
  /** Stops the run at once; the promise rejects with the reason of the signal. */
  readonly signal?: AbortSignal
}

/**
 * Runs code and templates that nobody trusts.
 *
 * Each run starts from the same state: nothing that an earlier run did can be seen by a later one. Safe to call concurrently; calls
 * beyond the size of the pool wait.
 */
export interface Sandbox extends AsyncDisposable {
  /**
   * Calls `main(**inputs)` of a Python program.
   *
   * @returns what it returned, as it looks after a trip through JSON.
   * @throws {@link SandboxCodeError} when the code fails; {@link SandboxTimeoutError}, {@link SandboxMemoryError} when it is stopped;
   *   {@link SandboxUnavailableError} when Python is not installed or cannot start.
   */
  runPython(
    code: string,
    inputs: Readonly<Record<string, SandboxValue>>,
    options?: SandboxRunOptions,
  ): Promise<SandboxValue>

  /** Calls `main(inputs)` of a JavaScript program. Returns and throws what {@link Sandbox.runPython} does. */
  runJavaScript(
    code: string,
    inputs: Readonly<Record<string, SandboxValue>>,
    options?: SandboxRunOptions,
  ): Promise<SandboxValue>

  /**
   * Renders a Jinja2 template exactly as `jinja2.Template(template).render(**inputs)` does.
   *
   * @throws as {@link Sandbox.runPython}, and {@link TemplateNotExactError} when real Jinja2 is not installed and the light engine
   *   cannot be shown to print the same text.
   */
  renderJinja(
    template: string,
    inputs: Readonly<Record<string, SandboxValue>>,
    options?: SandboxRunOptions,
  ): Promise<string>
}
