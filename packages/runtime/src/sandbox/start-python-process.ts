import { frameKinds, type Frame } from './frames.ts'
import { PythonImage } from './python-image.ts'
import { findHostProgram, findJinja2 } from './sandbox-files.ts'
import { SandboxProcess } from './sandbox-process.ts'

/** JavaScript's share of the process: Pyodide itself, the image and the clean copy of the memory. Python's memory is not in it. */
const heapMb = 256

/** What the process holds beside Python's memory: Node, the compiled interpreter, the copies of its memory. */
const surroundingsMb = 512

export interface PythonStarterOptions {
  readonly pyodide: { readonly folder: string; readonly version: string }
  readonly memoryMb: number
  readonly cacheFolder: string | undefined
}

/** @returns what starts a process for Python. The first start makes the image that the others take over; they wait for it. */
export function pythonStarter(options: PythonStarterOptions): () => Promise<SandboxProcess> {
  const { pyodide, memoryMb, cacheFolder } = options
  const image = new PythonImage({ folder: cacheFolder, pyodideVersion: pyodide.version })
  let last: Promise<unknown> = Promise.resolve()

  const startFrom = (bytes: Uint8Array | undefined): Promise<SandboxProcess> => {
    const host = findHostProgram('python-host')
    const wheels = findJinja2()
    const start = { pyodide: pyodide.folder, ...wheels, memoryMb, hasImage: bytes !== undefined }
    return SandboxProcess.start({
      program: host.program,
      readable: [...host.readable, `${pyodide.folder}/`, wheels.jinja2, wheels.markupSafe],
      heapMb,
      maxMb: memoryMb + surroundingsMb,
      startFrames: [
        frame(frameKinds.start, JSON.stringify(start)),
        ...(bytes === undefined ? [] : [{ kind: frameKinds.image, body: bytes }]),
      ],
    })
  }

  const startOne = async (): Promise<SandboxProcess> => {
    const bytes = await image.read()
    if (bytes !== undefined) {
      try {
        return await startFrom(bytes)
      } catch {
        // An image that is damaged, or of another build with the same version, is made anew below; that start reports what is wrong.
        await image.discard()
      }
    }
    const process = await startFrom(undefined)
    if (process.image !== undefined) await image.write(process.image)
    process.image = undefined
    return process
  }

  return () => {
    const started = last.then(startOne)
    last = started.catch(() => {})
    return started
  }
}

function frame(kind: number, text: string): Frame {
  return { kind, body: new TextEncoder().encode(text) }
}
