import type { DifyClient, Draft } from '@autoopt/dify-client'
import { type DslDocument, parseDsl } from '@autoopt/dsl'
import { type AppContent, contentOf } from './app-content.ts'
import type { PulledApp } from './pulled-app.ts'

/** An app as the server has it: its draft, where it has a graph, and its app file. */
export interface ServerState {
  readonly draft: Draft | undefined
  readonly text: string
  readonly document: DslDocument
  /** As the server keeps it, with what its app file leaves out. */
  readonly content: AppContent
}

/** Reads an app with its draft. */
export async function readServerState({ console }: DifyClient, { app_id, mode }: PulledApp): Promise<ServerState> {
  const hasGraph = mode === 'workflow' || mode === 'advanced-chat'
  // The draft first: a change between the two calls fails the write by its hash.
  const draft = hasGraph ? await console.workflows.draft(app_id) : undefined
  const text = await console.apps.export(app_id)
  const document = parseState(text)
  const content = draft === undefined ? contentOf(document) : { graph: draft.graph, features: draft.features }
  return { draft, text, document, content }
}

/**
 * Makes a content the draft of an app, or its configuration where it has no graph. Variables stay those of the server, with their
 * secrets.
 *
 * @returns the hash of the draft; `null` where there is none.
 * @throws `DifyDraftConflictError` when somebody has changed the draft since it was read.
 */
export async function writeServerState(
  { console }: DifyClient,
  { record, draft, content }: { record: PulledApp; draft: Draft | undefined; content: AppContent },
): Promise<string | null> {
  if (draft === undefined) {
    await console.apps.setModelConfig(record.app_id, content['model_config'] as object)
    return null
  }
  const { graph, features } = content as Pick<Draft, 'graph' | 'features'>
  return console.workflows.syncDraft(record.app_id, { ...draft, graph, features }, { hash: draft.hash })
}

/** One id for all states, so that prompts are the same by node and slot. */
export function parseState(text: string): DslDocument {
  return parseDsl(text, { workflowId: 'app' })
}
