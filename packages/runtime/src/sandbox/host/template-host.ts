/** The process that renders templates without Python. The parent has shown before that the text is the one that Jinja2 prints. */
import { createRequire } from 'node:module'
import type { Environment } from 'minijinja-js'
import { frameKinds } from '../frames.ts'
import { readFrame, writeFrame } from './frame-channel.ts'
import { lockDown } from './lock-down.ts'

/** Steps of one template, about a second; the parent's timer stands behind it. */
const fuel = 50_000_000

interface RunRequest {
  readonly code: string
  readonly inputs: string
}

function render({ code, inputs }: RunRequest, Engine: typeof Environment): void {
  const environment = new Engine()
  environment.enablePyCompat()
  environment.fuel = fuel
  try {
    writeFrame(frameKinds.value, JSON.stringify(environment.renderStr(unifyNewlines(code), JSON.parse(inputs))))
  } catch (error) {
    writeFrame(frameKinds.failure, error instanceof Error ? error.message : String(error))
  }
}

/** Jinja2 reads every newline as `\n`; that one at the end is dropped is common to both. */
function unifyNewlines(template: string): string {
  return template.replaceAll(/\r\n|\r/g, '\n')
}

/** Starts to serve one run after the other; the parent first says where the engine is. */
function main(): void {
  const { engine } = JSON.parse(decode(readFrame()?.body)) as { readonly engine: string }
  const { Environment: Engine } = createRequire(engine)(engine) as { readonly Environment: typeof Environment }
  lockDown()
  writeFrame(frameKinds.ready)

  for (let frame = readFrame(); frame !== undefined; frame = readFrame()) {
    if (frame.kind === frameKinds.run) render(JSON.parse(decode(frame.body)) as RunRequest, Engine)
  }
}

function decode(body: Uint8Array | undefined): string {
  return new TextDecoder().decode(body)
}

main()
