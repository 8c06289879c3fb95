import type { RuntimeOptions } from '../../../src/create-runtime.ts'
import type { HttpPolicy } from '../../../src/nodes/node-runner.ts'
import { end, start } from '../../support/make-app.ts'
import { declare, runApp } from '../../support/run-app.ts'
import type { Outcome } from '../../support/run-app.ts'

export interface RequestRun {
  readonly variables?: Readonly<Record<string, unknown>>
  readonly http?: Partial<HttpPolicy>
  readonly options?: RuntimeOptions
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly signal?: AbortSignal
}

/** Runs an `http-request` node; this machine may be reached unless the policy says otherwise. */
export async function runRequest(data: Readonly<Record<string, unknown>>, run: RequestRun = {}): Promise<Outcome> {
  const { variables = {}, http = { allowPrivateAddresses: true }, inputs = {}, signal } = run
  const names = ['status_code', 'body', 'headers', 'files', 'error_type']
  return runApp(
    {
      nodes: {
        start: start(...Object.keys(inputs).map((name) => `${name}=file`)),
        node: { type: 'http-request', method: 'get', ...data },
        end: end(Object.fromEntries(names.map((name) => [name, `node.${name}`]))),
      },
      edges: ['start>node', 'node>end', 'node:fail-branch>end'],
      conversation: declare(variables),
    },
    { http, inputs, ...run.options, ...(signal && { signal }) },
  )
}
