import type { DifyClient, Draft } from '@autoopt/dify-client'
import type { DslDocument } from '@autoopt/dsl'
import type { PulledApp } from './pulled-app.ts'

/** An app as the server has it: its draft, where it has a graph, and its app file. */
interface ServerState {
  readonly draft: Draft | undefined
  readonly text: string
}

/** Reads an app with its draft. */
export async function readServerState({ console }: DifyClient, { app_id, mode }: PulledApp): Promise<ServerState> {
  const hasGraph = mode === 'workflow' || mode === 'advanced-chat'
  // The draft first: a change between the two calls fails the write by its hash.
  const draft = hasGraph ? await console.workflows.draft(app_id) : undefined
  return { draft, text: await console.apps.export(app_id) }
}

/**
 * Makes an app file the draft of an app, or its configuration where it has no graph. Variables stay those of the server, with
 * their secrets.
 *
 * @throws `DifyDraftConflictError` when somebody has changed the draft since it was read.
 */
export async function writeServerState(
  { console }: DifyClient,
  { record, draft, document }: { record: PulledApp; draft: Draft | undefined; document: DslDocument },
): Promise<void> {
  if (draft === undefined) {
    await console.apps.setModelConfig(record.app_id, document.valueAt('/model_config') as object)
    return
  }
  const graph = document.valueAt('/workflow/graph') as Draft['graph']
  const features = (document.valueAt('/workflow/features') ?? {}) as Draft['features']
  await console.workflows.syncDraft(record.app_id, { ...draft, graph, features }, { hash: draft.hash })
}
