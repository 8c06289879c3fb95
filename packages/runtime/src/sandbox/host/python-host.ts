/**
 * The process that runs Python of code nodes and renders Jinja2: CPython and Jinja2 in WebAssembly.
 *
 * 1. The interpreter comes from an image of its memory where the parent has one, else it is started and an image is made.
 * 2. Before a run the gate to JavaScript is shut, so that the WebAssembly memory is all that Python can reach.
 * 3. After a run that memory is put back to what it was: no run sees what another did.
 */
import fs from 'node:fs'
import { join } from 'node:path'
import { frameKinds } from '../frames.ts'
import { readFrame, writeFrame } from './frame-channel.ts'
import { gateImports, type ImportGate } from './gate-imports.ts'
import { limitMemory } from './limit-memory.ts'
import { lockDown } from './lock-down.ts'
import { startPython, type PythonInterpreter } from './start-python.ts'
import { TemplateCache } from './template-cache.ts'

interface StartRequest {
  readonly pyodide: string
  readonly jinja2: string
  readonly markupSafe: string
  readonly memoryMb: number
  readonly hasImage: boolean
}

interface RunRequest {
  readonly language: string
  readonly code: string
  readonly inputs: string
  readonly timeoutMs: number
}

/** How much longer than its time a run goes on when the parent is not there to stop it. */
const orphanGraceMs = 5_000

/** Starts the interpreter, then serves one run after the other. The event loop does not turn any more. */
async function main(): Promise<void> {
  const start = JSON.parse(decode(readFrame()?.body)) as StartRequest
  const image = start.hasImage ? readFrame()?.body : undefined
  const gate = gateImports()
  limitMemory(start.memoryMb * 2 ** 20)
  const python = await startPython({
    indexUrl: join(start.pyodide, '/'),
    image,
    files: {
      '/lib/jinja2.whl': fs.readFileSync(start.jinja2),
      '/lib/markupsafe.zip': fs.readFileSync(start.markupSafe),
    },
  })
  lockDown()
  if (python.image !== undefined) writeFrame(frameKinds.image, python.image)
  writeFrame(frameKinds.ready)

  const host = { python, gate, templates: new TemplateCache() }
  for (let frame = readFrame(); frame !== undefined; frame = readFrame()) {
    if (frame.kind === frameKinds.run) serve(JSON.parse(decode(frame.body)) as RunRequest, host)
  }
}

interface Host {
  readonly python: PythonInterpreter
  readonly gate: ImportGate
  readonly templates: TemplateCache
}

function serve({ language, code, inputs, timeoutMs }: RunRequest, host: Host): void {
  const { python, templates } = host
  const compiled = language === 'jinja2' ? templates.get(code) : ''
  python.setDeadline(Date.now() + timeoutMs + orphanGraceMs)
  try {
    const answer = behindGate(host, () => python.run(language, code, inputs, compiled))
    writeFrame(kindOf(answer), answer.slice(1))
    python.restore()
    if (language !== 'jinja2' || kindOf(answer) !== frameKinds.value || !templates.noteUse(code)) return
    templates.set(
      code,
      behindGate(host, () => python.compileTemplate(code)),
    )
    python.restore()
  } catch (error) {
    writeFrame(frameKinds.broken, error instanceof Error ? error.message : String(error))
    process.exit(1)
  }
}

function behindGate({ gate }: Host, run: () => string): string {
  gate.shut()
  const answer = run()
  gate.open()
  return answer
}

function kindOf(answer: string): number {
  if (answer.startsWith('v')) return frameKinds.value
  return answer.startsWith('m') ? frameKinds.outOfMemory : frameKinds.failure
}

function decode(body: Uint8Array | undefined): string {
  return new TextDecoder().decode(body)
}

void main()
