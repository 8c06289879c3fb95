import { randomUUID } from 'node:crypto'
import { type DifyFile, runKindOf } from '@autoopt/dify-client'
import { parseDsl } from '@autoopt/dsl'
import { TraceRecorder } from '@autoopt/trace'
import { findApp } from '../../dify/find-app.ts'
import { type DifyOptions, openDify } from '../../dify/open-dify.ts'
import { withService } from '../../dify/with-service.ts'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { printTrace } from '../../run/print-trace.ts'
import { type InputOptions, readRunInputs } from '../../run/read-run-inputs.ts'
import { interruptible } from '../../terminal/interruptible.ts'
import { print, printJson, tell } from '../../terminal/print.ts'

export interface DifyRunOptions extends DifyOptions, InputOptions {
  readonly query?: string
  readonly trace?: boolean
}

/** Runs the published version of an app once, on the server. */
export async function run(idOrName: string, { query, trace: isTraced, ...options }: DifyRunOptions): Promise<ExitCode> {
  const dify = await openDify(options)
  const app = await findApp(dify.client, idOrName)
  const document = parseDsl(await dify.client.console.apps.export(app.id))
  const inputs = await readRunInputs(document, options)
  const trace = await interruptible('Run it again to have an answer.', async (signal) =>
    withService(dify, app.id, async (service) => {
      const recorder = new TraceRecorder()
      const request = {
        inputs,
        user: `autoopt-${randomUUID()}`,
        files: [] as DifyFile[],
        ...(query !== undefined && { query }),
      }
      for await (const event of service.run(runKindOf(app.mode), request, { signal })) recorder.record(event)
      return recorder.trace()
    }),
  )
  if (options.json) printJson(trace)
  else {
    if (isTraced) printTrace(trace, new Map())
    if (trace.answer !== undefined) print(trace.answer)
    else if (trace.outputs !== null) print(JSON.stringify(trace.outputs, null, 2))
    if (trace.error !== null) tell(`The run failed: ${trace.error}`)
  }
  return trace.status === 'failed' || trace.status === 'stopped' ? exitCode.world : exitCode.fine
}
