/** The process that renders templates without Python. The parent has shown before that the text is the one that Jinja2 prints. */
import { Environment } from 'minijinja-js'
import { frameKinds } from '../frames.ts'
import { readFrame, writeFrame } from './frame-channel.ts'
import { lockDown } from './lock-down.ts'

/** Steps of one template, about a second; the parent's timer stands behind it. */
const fuel = 50_000_000

lockDown()
writeFrame(frameKinds.ready)

for (let frame = readFrame(); frame !== undefined; frame = readFrame()) {
  if (frame.kind !== frameKinds.run) continue
  const { code, inputs } = JSON.parse(new TextDecoder().decode(frame.body)) as {
    readonly code: string
    readonly inputs: string
  }
  render(code, inputs)
}

function render(code: string, inputs: string): void {
  const environment = new Environment()
  environment.enablePyCompat()
  environment.fuel = fuel
  try {
    writeFrame(frameKinds.value, JSON.stringify(environment.renderStr(unifyNewlines(code), JSON.parse(inputs))))
  } catch (error) {
    writeFrame(frameKinds.failure, error instanceof Error ? error.message : String(error))
  }
}

/** Jinja2 reads every newline as `\n` and drops one at the end. */
function unifyNewlines(template: string): string {
  return template.replaceAll(/\r\n|\r/g, '\n').replace(/\n$/, '')
}
