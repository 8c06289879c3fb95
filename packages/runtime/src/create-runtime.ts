import type { DslDocument } from '@autoopt/dsl'
import { loadApp } from './app/load-app.ts'
import type { RunnableApp } from './app/load-app.ts'
import type { RunLimits } from './engine/services.ts'
import type { Run } from './engine/run.ts'
import { startRun } from './engine/start-run.ts'
import type { RunOptions } from './engine/start-run.ts'
import { fetchFile } from './http/fetch-file.ts'
import type { HttpPolicy, ResolveModel } from './nodes/node-runner.ts'
import { findRecordings } from './recordings/recordings.ts'
import type { Recordings } from './recordings/recordings.ts'
import { openSandbox } from './sandbox/open-sandbox.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import type { FileValue } from './values/file-value.ts'
import type { DifyVersion } from './values/value.ts'

/** What all runs of a runtime share. */
export interface RuntimeOptions {
  /** Finds the model that a node asks for; without it, runs that call a model end with {@link NotProvidedError}. */
  readonly models?: ResolveModel
  /** Where code and templates run; default: one of its own, closed with the runtime. */
  readonly sandbox?: Sandbox
  /** Whose behaviour is followed where versions differ; default `1.12`. */
  readonly dify?: DifyVersion
  /** Outputs for nodes that need a server. */
  readonly recordings?: Recordings
  /** Environment variables by name, in place of those of the file; exported files hold no secrets. */
  readonly environment?: Readonly<Record<string, unknown>>
  readonly http?: Partial<HttpPolicy>
  /** Default: those of Dify, 500 node runs, 1200 seconds, 10 nodes at the same time. */
  readonly limits?: Partial<RunLimits>
}

/** Runs workflows. Close it to end the processes of its sandbox. */
export interface Runtime extends AsyncDisposable {
  /** Reads a file once, for many runs. Throws what {@link loadApp} throws. */
  load(source: DslDocument | string): RunnableApp
  /**
   * Starts a run.
   *
   * @throws {@link InvalidInputsError} when the inputs do not fit, and for text and documents what {@link Runtime.load} throws.
   */
  run(app: RunnableApp | DslDocument | string, options?: RunOptions): Run
}

const difyLimits: RunLimits = { maxSteps: 500, maxTimeMs: 1_200_000, maxParallelNodes: 10 }

/** Makes a runtime. Nothing starts before the first run needs it. */
export function createRuntime(options: RuntimeOptions = {}): Runtime {
  let ownSandbox: Sandbox | undefined
  const http: HttpPolicy = { allowPrivateAddresses: false, ...options.http }
  const services = {
    resolveModel: options.models,
    openSandbox: async (): Promise<Sandbox> => options.sandbox ?? (ownSandbox ??= openSandbox()),
    recordings: findRecordings(options.recordings ?? { format: 1, recordings: [] }),
    http,
    limits: { ...difyLimits, ...options.limits },
    conversation: undefined,
    readRemoteFile: async (file: FileValue, signal: AbortSignal) => fetchFile(file, http, signal),
  }
  const load = (source: DslDocument | string): RunnableApp => loadApp(source)
  return {
    load,
    run: (app, runOptions = {}) =>
      startRun(typeof app === 'object' && 'graphFrom' in app ? app : load(app), {
        ...runOptions,
        dify: options.dify ?? '1.12',
        services: runOptions.models === undefined ? services : { ...services, resolveModel: runOptions.models },
        environment: options.environment ?? {},
      }),
    [Symbol.asyncDispose]: async () => ownSandbox?.[Symbol.asyncDispose](),
  }
}

/**
 * Runs a workflow once, with a runtime of its own.
 *
 * @throws as {@link Runtime.run}.
 */
export function runWorkflow(source: DslDocument | string, options: RuntimeOptions & RunOptions = {}): Run {
  const runtime = createRuntime(options)
  const run = runtime.run(source, options)
  void run.trace.then(() => runtime[Symbol.asyncDispose]())
  return run
}
