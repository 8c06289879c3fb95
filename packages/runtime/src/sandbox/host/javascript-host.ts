/**
 * The process that runs JavaScript of code nodes.
 *
 * 1. Each run gets a realm of its own, without a single object of this one: the code comes in and its result goes out as text.
 * 2. The intrinsics of this realm are frozen, because the error of a refused `import()` belongs to it.
 * 3. The event loop never turns: what a run leaves pending never happens.
 */
import vm from 'node:vm'
import { frameKinds } from '../frames.ts'
import { readFrame, writeFrame } from './frame-channel.ts'
import { freezeIntrinsics } from './freeze-intrinsics.ts'
import { lockDown } from './lock-down.ts'

interface RunRequest {
  readonly code: string
  readonly inputs: string
  readonly timeoutMs: number
}

/** The parent stops a run that takes too long; should the parent be gone, the run still ends. */
const orphanGraceMs = 5_000

/** Buffers lie outside the heap, where no limit holds them: they go, and what leads to them. */
const prepareRealm = `for (const name of ['ArrayBuffer', 'SharedArrayBuffer', 'Atomics', 'DataView', 'WebAssembly', 'Int8Array', 'Uint8Array',
  'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array', 'Float32Array', 'Float64Array',
  'BigInt64Array', 'BigUint64Array']) delete globalThis[name]`

function run({ code, inputs, timeoutMs }: RunRequest): { readonly kind: number; readonly text: string } {
  const realm = vm.createContext(vm.constants.DONT_CONTEXTIFY, {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  })
  const evaluate = (source: string, filename: string): unknown =>
    new vm.Script(source, { filename }).runInContext(realm, { timeout: timeoutMs + orphanGraceMs })

  evaluate(prepareRealm, 'prepare.js')
  try {
    evaluate(code, 'code.js')
    const result = evaluate(callMain(inputs), 'call.js')
    if (typeof result === 'string') return { kind: frameKinds.value, text: result }
    return { kind: frameKinds.failure, text: 'TypeError: main() returned what JSON cannot hold' }
  } catch (error) {
    return { kind: frameKinds.failure, text: describe(error) }
  }
}

/** What is not a text here is no JSON: a function, `undefined`, or the work of a changed `JSON`. */
function callMain(inputs: string): string {
  return `JSON.stringify(main(JSON.parse(${JSON.stringify(inputs)})))`
}

/** A frame of the code, or the line of it that does not compile. */
const place = /^(?:\s+at .*)?code\.js:\d+/

/** The thrown value belongs to the code, and reading it can run the code again; the parent's timer covers that. */
function describe(error: unknown): string {
  try {
    if (typeof error !== 'object' || error === null) return `Error: ${String(error)}`
    const { name, message, stack } = error as { name?: unknown; message?: unknown; stack?: unknown }
    const places = typeof stack === 'string' ? stack.split('\n').filter((line) => place.test(line)) : []
    return [`${String(name)}: ${String(message)}`, ...places].join('\n')
  } catch {
    return 'Error: the thrown value cannot be read'
  }
}

/** Starts to serve one run after the other. The event loop does not turn any more. */
async function main(): Promise<void> {
  lockDown()
  freezeIntrinsics(await refuseImport())
  writeFrame(frameKinds.ready)

  for (let frame = readFrame(); frame !== undefined; frame = readFrame()) {
    if (frame.kind !== frameKinds.run) continue
    const { kind, text } = run(JSON.parse(new TextDecoder().decode(frame.body)) as RunRequest)
    writeFrame(kind, text)
  }
}

/** @returns the error that code gets for an `import()`: it is the one object of this realm that code can get hold of. */
async function refuseImport(): Promise<unknown> {
  const attempt = new vm.Script('import("")').runInThisContext() as Promise<unknown>
  return attempt.catch((error: unknown) => error)
}

void main()
