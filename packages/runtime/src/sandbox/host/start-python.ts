import fs from 'node:fs'
import os from 'node:os'
import { pathToFileURL } from 'node:url'
import { pythonProgram } from './python-program.ts'
import { rememberMemory } from './remember-memory.ts'
import { sealFileSystem, type EmscriptenFs } from './seal-file-system.ts'

export interface PythonInterpreter {
  /** Runs one piece of code; see `pythonProgram` for the answer. `compiled` is of the template, or empty. */
  readonly run: (language: string, code: string, inputs: string, compiled: string) => string
  /** Compiles a template that has rendered before. */
  readonly compileTemplate: (source: string) => string
  /** Ends this process when a run goes on until then, in milliseconds since 1970. */
  readonly setDeadline: (time: number) => void
  /** Puts the interpreter back to the state it was in before the first run. */
  readonly restore: () => void
  /** The memory of the started interpreter, to start the next one from; absent when this one came from an image. */
  readonly image: Uint8Array | undefined
}

export interface StartOptions {
  /** The folder of Pyodide, with a slash at its end. */
  readonly indexUrl: string
  readonly image: Uint8Array | undefined
  /** Files that the interpreter finds, by their path in it. */
  readonly files: Readonly<Record<string, Uint8Array>>
}

/** The parts of Pyodide that are used. The options with an underscore belong to the exact version that the package asks for. */
interface Pyodide {
  readonly FS: EmscriptenFs
  readonly _module: EmscriptenModule
  readonly globals: { get(name: string): (...values: string[]) => string }
  runPython(code: string): unknown
  setInterruptBuffer(buffer: object): void
  makeMemorySnapshot(): Uint8Array
}

interface EmscriptenModule {
  readonly HEAP8: Int8Array
  stackSave(): number
  stackRestore(position: number): void
}

/** Starts CPython with what code and templates need, in this process. */
export async function startPython({ indexUrl, image, files }: StartOptions): Promise<PythonInterpreter> {
  // Emscripten asks for this binding, which the permission model refuses; these constants are all it takes from there.
  Object.assign(process, { binding: () => ({ fs: fs.constants, os: os.constants }) })
  const { loadPyodide } = (await import(pathToFileURL(`${indexUrl}pyodide.mjs`).href)) as {
    loadPyodide: (options: Record<string, unknown>) => Promise<Pyodide>
  }
  const pyodide = await loadPyodide({
    indexURL: indexUrl,
    jsglobals: Object.create(null),
    env: { HOME: '/tmp', TZ: 'UTC' },
    stdin: () => null,
    stdout: () => {},
    stderr: () => {},
    ...(image === undefined ? { _makeSnapshot: true } : { _loadSnapshot: plainBytes(image) }),
  })
  for (const [path, bytes] of Object.entries(files)) writeFile(pyodide, path, bytes)

  if (image === undefined) pyodide.runPython(pythonProgram)
  const ownImage = image === undefined ? pyodide.makeMemorySnapshot() : undefined
  pyodide.runPython('import os; os.chdir("/tmp"); close_doors()')
  const setDeadline = watchDeadline(pyodide)
  const run = pyodide.globals.get('run')
  const compileTemplate = pyodide.globals.get('compile_template')
  run('python3', 'def main(): return {}', '{}', '')
  return { run, compileTemplate, setDeadline, restore: rememberState(pyodide), image: ownImage }
}

/**
 * The parent stops a run that takes too long. Should the parent be gone, nobody would: so the interpreter, which asks every so many steps
 * for a signal, looks at the clock then. A single long step, as of a regular expression, does not ask.
 */
function watchDeadline(pyodide: Pyodide): (time: number) => void {
  let deadline = Infinity
  pyodide.setInterruptBuffer({
    get 0() {
      if (Date.now() > deadline) process.exit(1)
      return 0
    },
    set 0(_signal: number) {},
  })
  return (time) => {
    deadline = time
  }
}

/** The interpreter is asleep: its whole state is its memory, the position of its stack, and the files. */
function rememberState({ FS, _module }: Pyodide): () => void {
  const cleanFiles = sealFileSystem(FS)
  const restoreMemory = rememberMemory(() => _module.HEAP8)
  const stack = _module.stackSave()
  return () => {
    cleanFiles()
    restoreMemory()
    _module.stackRestore(stack)
  }
}

function writeFile({ FS }: Pyodide, path: string, bytes: Uint8Array): void {
  const write = FS['writeFile'] as (path: string, bytes: Uint8Array) => void
  write(path, plainBytes(bytes))
}

/** Emscripten tells typed arrays by their exact class, and a Buffer is a class of its own. */
function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
