import { isDeepStrictEqual } from 'node:util'
import { type DslDocument, parseDsl } from '@autoopt/dsl'
import type { PatchedDsl } from '@autoopt/executor'
import { contentOf } from '../dify/app-content.ts'
import { openDify } from '../dify/open-dify.ts'
import { type Pushed, pushApp, requirePulled } from '../dify/push-app.ts'
import type { PulledBase } from '../dify/pulled-app.ts'
import { UsageError } from '../exit-code.ts'
import { invocation } from '../terminal/invocation.ts'
import { print } from '../terminal/print.ts'
import type { ApplyOptions } from './apply.ts'

/**
 * Writes a patched app file into the draft of the app that it was pulled from, and into the file; without one, undoes the last time.
 *
 * @throws {@link UsageError} when somebody else's work would be lost, or the file holds work of its own that was never pushed.
 */
export async function applyToDify(
  app: string,
  patched: PatchedDsl | undefined,
  options: ApplyOptions,
): Promise<Pushed> {
  const { dryRun = false, merge = false, publish = false, json, url, env } = options
  const base = await requirePulled(app)
  if (patched !== undefined) requireNothingElse(app, patched, base)
  const { client } = await openDify({ url: url ?? base.record.base_url, ...(env !== undefined && { env }) })
  return pushApp(client, {
    file: app,
    base,
    ...(patched && { text: patched.text }),
    dryRun,
    merge,
    publish,
    onChange: (diff) => {
      if (!json) print(diff)
    },
  })
}

/** Only what was asked for goes to the server. */
function requireNothingElse(app: string, { document, applied }: PatchedDsl, { text }: PulledBase): void {
  const base = parseDsl(text, { workflowId: document.workflow_id })
  const known = new Set(base.prompts.map(({ id }) => id))
  const patches = applied.flatMap(({ prompt_id, after }) => (known.has(prompt_id) ? [[prompt_id, after]] : []))
  const expected = base.replacePrompts(Object.fromEntries(patches) as Record<string, string>)
  if (isSameContent(parseDsl(expected, { workflowId: document.workflow_id }), document)) return
  throw new UsageError(
    `${app} holds changes besides these that were never pushed. Push them first (${invocation()} dify push ${app}), or pull the app again with --force.`,
  )
}

function isSameContent(one: DslDocument, other: DslDocument): boolean {
  return isDeepStrictEqual(contentOf(one), contentOf(other))
}
